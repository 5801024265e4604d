"""Whole journeys in a browser, each role signing in for its own act."""
