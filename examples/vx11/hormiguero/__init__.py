"""Hormiguero: a queen and her ants, who look for trouble side by side."""
