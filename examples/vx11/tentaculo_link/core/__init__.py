"""What the gateway knows by itself: breakers, canonical events, subscribers."""
