"""What several facets have in common."""
