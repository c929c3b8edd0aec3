"""What a module's top level makes, worked out from its source: nothing is imported and nothing is run.

Only what decides routes and guards is followed: names, constants, classes, functions and calls between them. Whatever
else a program may do gives an `Unknown` that carries its reason, never a guess.
"""
