"""Predictions: who will order when, who may leave, what each client will bring, what to offer; and how sure that is.

A *run* is one refit over everything a merchant knows up to one day; its *receipts* say how well the same reckoning did
on the merchant's own past. The *horizon* is how many days ahead is looked. *Due* says where a client's next order
stands. Where a prediction does not beat the naive rule, the naive rule is shown and said to be one.
"""
