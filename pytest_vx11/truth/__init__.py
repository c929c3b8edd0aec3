"""What was seen, kept in SQLite as runtime truth."""
