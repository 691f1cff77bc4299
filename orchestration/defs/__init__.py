"""Thin Dagster objects by concept: what is asked of which room, and when. No logic of the field lives here."""
