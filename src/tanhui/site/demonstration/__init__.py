"""The demonstration scheme: people, and a history told through the platform's own acts. All of it is marked as such."""
