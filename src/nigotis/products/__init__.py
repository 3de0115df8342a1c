"""The catalogue: what the business sells, at which price and cost, in which category, and how much of it is there."""
