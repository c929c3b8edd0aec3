"""Tables read from SQL scripts: a tokenizer, and a reader of the few statements that make and change tables."""
