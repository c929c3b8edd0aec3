"""Tables read from SQLAlchemy and SQLModel source, in the forms of SQLAlchemy 1.4 and 2."""
