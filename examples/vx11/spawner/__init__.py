"""Spawner: short-lived child processes."""
