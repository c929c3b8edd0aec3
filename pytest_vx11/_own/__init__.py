"""What tests of one's own are given: the canon's nouns, a session that keeps to the system, what they hold."""
