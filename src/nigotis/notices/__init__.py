"""Phone messages understood, without a database: which told of a payment, who paid, and what people wrote.

Promise: a message is a payment only where a known layout of its operator says so; the same payment told twice counts
once; what no layout fits is grouped by its shape and shown, so that it can be taught.

Words: an *export* is a file of messages; a *notice* is a message by which an operator tells of money; a *layout* is how
one operator words one kind of notice (`operators/*.toml`); a *shape* is a message with digits and names masked.
"""
