"""Forecasting: what the order days of clients say about the days to come. Numbers in, numbers out, no database.

`forecast.predict` and `backtest.backtest` are the ways in, `history` is what they read, `receipts` what a backtest
says. The models have the names of the literature: BG/NBD and its kin in `dropout`, Pareto/NBD in `pareto`, Gamma-Gamma
in `spend`; `rhythm` has the next order, `churn` the probability of none.
"""
