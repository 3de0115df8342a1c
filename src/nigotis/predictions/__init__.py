"""Predictions: what each client will do next, how sure that is, and how earlier predictions came out.

An *order day* is a day with at least one sale; several sales of one client on a day are one order. *As of* a day means
that nothing later is known. The *horizon* is the days after it that a prediction speaks of. A *receipt* is the
merchant's own backtest: what we would have said then, beside what happened and beside the simple rule.
"""
