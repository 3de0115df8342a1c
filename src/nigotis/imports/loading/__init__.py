"""From a reading to the database: who is known already, what is new, and all of it in one transaction."""
