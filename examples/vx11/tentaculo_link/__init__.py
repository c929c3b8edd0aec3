"""Tentáculo Link: the gateway, the only front door of the system."""
