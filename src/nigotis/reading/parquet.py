"""Parquet files: typed columns are kept as they are."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from nigotis.reading.containers import MAX_UNPACKED
from nigotis.reading.raw import Raw, unique_headers
from nigotis.reading.types import Unreadable


def read_parquet(name: str, data: bytes) -> Raw:
    """All flat columns. Raises Unreadable for a broken or absurdly large file."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
        if sum(group.total_byte_size for group in groups) > MAX_UNPACKED:
            raise Unreadable("reading.too_large", limit=MAX_UNPACKED >> 20)
        table = file.read(use_threads=True)
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable("reading.broken_parquet") from error
    if table.num_rows == 0:
        raise Unreadable("reading.only_header" if table.num_columns else "reading.empty")
    flat = [f.name for f in table.schema if not pa.types.is_nested(f.type)]
    columns = [_plain(table.column(header)) for header in flat]
    return Raw(name, unique_headers(flat), columns, pa.array(range(1, table.num_rows + 1), pa.int64()))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        return column.cast(pa.string())
    if pa.types.is_boolean(column.type):
        return column.cast(pa.string())
    return column
