"""What Compose refuses: shapes that are wrong, and parts that do not fit together."""
