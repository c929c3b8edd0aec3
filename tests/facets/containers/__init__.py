"""Running judgements that a container answers."""
