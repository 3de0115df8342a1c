"""What imports announce."""

from __future__ import annotations

from nigotis.kernel.outbox import Event
from nigotis.reading.types import Kind


class FileImported(Event):
    """A file was loaded, all of it; its sales, clients and products are not announced one by one."""

    import_id: int
    kind: Kind


class ImportUndone(Event):
    """What a file brought is gone, except what was in use."""

    import_id: int
    kind: Kind
