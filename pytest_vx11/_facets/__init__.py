"""One file a facet: its part of the canon's schema, its plan, its judgement, its codes."""
