"""Bytes from outside -> a content-addressed store and its manifest. Nothing is parsed here; names are only labels."""

from orchestration.landing.content_type import detect_media_type
from orchestration.landing.store import LandingStore

__all__ = ["LandingStore", "detect_media_type"]
