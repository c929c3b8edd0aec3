"""Python source: parsed, and worked out as far as routes need it; never imported."""
