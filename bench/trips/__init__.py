"""Trips of a city for the bench of behaviours: made once, day by day, and accounted for in several ways."""
