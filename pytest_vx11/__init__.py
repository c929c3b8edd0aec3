"""A pytest plugin that holds a system of services against its canon. See README.md."""
