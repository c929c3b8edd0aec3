"""How the gateway speaks with each kind of module."""
