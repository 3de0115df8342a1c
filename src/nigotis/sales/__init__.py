"""Sales and returns: what was sold, when, where, by whom, to whom, and how it was paid.

Signs: a return is stored negative (quantity, amount, discount, tax, cost, total, tenders), so that plain sums are net.
"""
