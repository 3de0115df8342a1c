"""The mirror: what analysis reads. Facts captured in commit order, kept as Parquet files, read through DuckDB.

A *feed* fills a fact table; a *change* names what must be read again; a *segment* is a Parquet file that is never
altered; the *manifest* says which segments count. The folder may be deleted at any time: it is built again.
"""
