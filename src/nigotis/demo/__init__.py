"""Two invented businesses with three years of life, for trying the product and for testing what it finds.

A world is a pure function of a seed and a day: the same pair gives the same people, sales and planted truths.
`worlds.businesses` makes them, `facts.facts` gives the tables that metrics read, `worlds.answers` tells what was
planted. Nobody and nothing here exists, and every business name says so.
"""
