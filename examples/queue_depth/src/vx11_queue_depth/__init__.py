"""How long the lists of a Redis may be, as a facet of pytest-vx11: `queues` in a canon."""
