"""Factories, one file per room."""
