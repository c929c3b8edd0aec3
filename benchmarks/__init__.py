"""Speed, measured side by side. See README.md."""
