"""What one result has that another had not: the gate of a merge."""
