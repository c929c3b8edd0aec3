"""Hermes: runs command-line tools, and knows the models."""
