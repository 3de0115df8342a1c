"""The schema's history, and the way it is brought up to date."""
