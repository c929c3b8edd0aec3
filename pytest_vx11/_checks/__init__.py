"""The nouns of a run: a check, what it needs, its verdict and its findings."""
