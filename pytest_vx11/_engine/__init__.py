"""One way through: load, plan, see, judge."""
