"""Reading text: places in files, YAML that keeps its lines, units, and words for people."""
