"""The directory of clients: who they are, how they may be reached, which of them are one and the same person."""
