"""Reports: every number on every surface, the home page, and documents made from a file alone.

A *figure* is one metric as people read it; a *study* is one file of sales ready to be asked; a *document* is what is
written from it.
"""
