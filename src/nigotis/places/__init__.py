"""Where a town is, however its name is written: the gazetteer of GeoNames, and the way from a spelling to a place."""
