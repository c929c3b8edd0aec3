"""A system in containers, from its Compose file, through an engine's API."""
