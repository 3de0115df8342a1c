"""Nigotis: learns from sales who the clients are and what they will do."""

__version__ = "0.1.0"
