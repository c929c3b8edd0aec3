"""What the gateway writes and reads in the database."""
