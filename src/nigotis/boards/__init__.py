"""Boards: figures side by side, ready ones and the merchant's own.

A *board* is a list of *cards* on a grid; a card names a figure and how to draw it, or holds a note. A board keeps
definitions only: every number is asked anew when the board is looked at.
"""
