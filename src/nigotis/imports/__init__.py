"""Files in: whatever a merchant has, read as sales, clients or products, said back before anything is kept.

Words: a *reading* is what a file was understood to be; an *assumption* is a choice we made and say; a *question* is a
choice only the merchant can make; a *rejected* cell or row was not understood and is listed with its reason.
"""
