"""What all services share: settings, the guard, calls between services, the database."""
