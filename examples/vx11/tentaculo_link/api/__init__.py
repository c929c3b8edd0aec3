"""The routers of the gateway, one file a subject."""
