"""Operator-frontend: the web page."""
