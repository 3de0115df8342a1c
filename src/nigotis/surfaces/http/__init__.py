"""REST for every operation, the hand-written front desk, and the web app."""
