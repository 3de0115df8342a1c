"""Which sale a won deal became: the deal counts as won, the sale brings the money, and each leads to the other."""

from __future__ import annotations

from nigotis.clients.directory import standing
from nigotis.deals.models import DealRow
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.sales.listing import read
from nigotis.sales.types import Sale


def sale_of(ctx: Context, row: DealRow, sale_id: int) -> Sale:
    """The sale, if the deal may have become it. NotFound for none of ours; Invalid for a return, and for a sale that
    does not count or is another client's."""
    sale = read(ctx, sale_id)
    if sale.kind != "sale" or sale.voided_at is not None:
        raise Invalid("deals.no_sale", field="sale_id")
    if sale.client_id is not None and standing(ctx, sale.client_id).id != row.client_id:
        raise Invalid("deals.sale_of_another", field="sale_id")
    return sale
