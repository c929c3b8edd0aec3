"""What must be: reading a canon, holding it against its schema, and the model that everybody else reads."""
