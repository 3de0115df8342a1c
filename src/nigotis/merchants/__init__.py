"""The business itself: its branches, tills, brand, currency, time zone, and the fields it added to its own records."""
