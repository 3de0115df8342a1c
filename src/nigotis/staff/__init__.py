"""People and programs that act for a business: who they are, how they sign in, what they may do."""
