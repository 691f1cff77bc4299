"""Cells and passages become observations here, driven by seeds/forms; no bytes, no network, no SQL."""
