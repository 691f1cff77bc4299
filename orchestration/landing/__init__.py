"""Bytes from outside -> a content-addressed store and its manifest. Nothing is parsed here; names are only labels."""

from orchestration.landing.content_type import ZIP, detect_media_type
from orchestration.landing.decisions import ACCEPTED, RETURNED, DecisionLog
from orchestration.landing.store import LandingStore

__all__ = ["ACCEPTED", "RETURNED", "ZIP", "DecisionLog", "LandingStore", "detect_media_type"]
