"""Predictions: who will order when, who may leave, what each client will bring, what to offer; and how sure that is.

A *run* is one refit over everything a merchant knows up to one day (*as of*: nothing later is known). An *order day* is
a day with at least one sale; several sales of one client on a day are one order. The *horizon* is how many days ahead
is looked. A *receipt* is the merchant's own backtest: what would have been said then, beside what happened and beside
the naive rule. *Due* says where a client's next order stands. Where a prediction does not beat the naive rule, the
naive rule is shown and said to be one.
"""
