"""Everything Nigotis knows: one pure expression per question, with its definition, grain and units.

A metric is a function from a `Window` to an unbound Ibis table; it never sees a connection. `ls` of this folder is the
list of questions; `catalogue.metrics()` is the same list for machines.
"""
