"""Manifestator: finds what drifted from a manifest, and writes patches."""
