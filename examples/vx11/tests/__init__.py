"""The tests of the system itself."""
