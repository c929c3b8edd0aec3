"""The command `vx11`."""
