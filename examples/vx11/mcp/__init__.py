"""MCP: the system as tools for a conversation."""
