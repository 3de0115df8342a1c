"""A file understood: whatever a merchant has, read as sales, clients or products, without a database.

Promise: nothing is guessed in silence, nothing is dropped in silence, and the same bytes always read the same. From
bytes to a table in steps (container, encoding, dialect, header, columns, values), each of which says what it assumed.

Words: a *reading* is what a file was understood to be; an *assumption* is a choice we made and say; a *question* is a
choice only the merchant can make; a *rejected* cell or row was not understood and is listed with its reason.
"""
