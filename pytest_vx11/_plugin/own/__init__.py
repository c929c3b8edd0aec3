"""Tests of the user's own that are checks: what they are given, what they are parametrized over, what came of them."""
