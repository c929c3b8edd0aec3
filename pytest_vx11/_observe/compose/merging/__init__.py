"""From files to one merged mapping: variables, forms, include, extends, and laying file over file."""
