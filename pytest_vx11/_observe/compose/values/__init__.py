"""Reading a service's merged mapping as what is asked for."""
