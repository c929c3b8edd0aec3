"""Madre: the orchestrator."""
