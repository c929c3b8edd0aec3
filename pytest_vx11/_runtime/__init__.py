"""Bringing a system up, and down again."""
