"""What imports announce."""

from __future__ import annotations

from nigotis.imports.types import Kind
from nigotis.kernel.outbox import Event


class FileImported(Event):
    """A file was loaded, all of it; its sales, clients and products are not announced one by one."""

    import_id: int
    kind: Kind


class ImportUndone(Event):
    """What a file brought is gone, except what was in use."""

    import_id: int
    kind: Kind
