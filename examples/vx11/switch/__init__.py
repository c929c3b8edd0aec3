"""Switch: the router of AI work. Hermes lives below it, as a service of its own."""
