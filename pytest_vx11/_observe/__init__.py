"""What is: looking at files and at what runs. Nothing here knows what the canon wants, and nothing judges."""
