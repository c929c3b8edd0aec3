"""Operator-backend: the conversation with the operator, kept."""
