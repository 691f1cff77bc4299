"""The frames that cross a boundary, declared once: their columns, types and what each may hold."""

from orchestration.contracts.raw_frames import RAW_SCHEMAS, RAW_TABLES, empty_frame, validate_frame

__all__ = ["RAW_SCHEMAS", "RAW_TABLES", "empty_frame", "validate_frame"]
