"""The demonstration scheme: people, and a history told through the platform's own acts. Everything in it is marked as such."""
