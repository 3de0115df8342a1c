"""What sales announce."""

from __future__ import annotations

from nigotis.kernel.fields import Exact
from nigotis.kernel.outbox import Event


class SaleRecorded(Event):
    """Something was sold; not announced one by one for imports."""

    sale_id: int
    client_id: int | None
    branch_id: int | None
    total: Exact
    currency: str


class SaleReturned(Event):
    """Goods or money of a sale went back; `total` is negative. `sale_id` is the return's own document."""

    sale_id: int
    original_sale_id: int
    client_id: int | None
    total: Exact
    currency: str


class SaleVoided(Event):
    """A document does not count any more."""

    sale_id: int
    client_id: int | None


class SaleRestored(Event):
    """A voided document counts again."""

    sale_id: int
    client_id: int | None
