"""Businesses without a front desk: a merchant row and a caller of Nigotis itself."""

from __future__ import annotations

from nigotis.kernel.context import HOUSE, Caller, House
from nigotis.kernel.work import Register
from nigotis.merchants.register import find_merchant, open_merchant


def make_shop(house: House, name: str = "Qəhvə Evi", **profile: str) -> Caller:
    """A business in `house` and its caller; the house learns where businesses are found."""
    house.ports.fill(Register, Register(find_merchant))
    about = {"country": "AZ", "currency": "AZN", "zone": "Asia/Baku", "language": "az", **profile}
    with house.database.system() as session:
        merchant_id = open_merchant(session, house.clock(), name=name, is_demo=False, **about)
    with house.database.tenant(merchant_id) as session:
        merchant = find_merchant(session, merchant_id)
    assert merchant is not None
    return Caller(merchant, HOUSE, "worker", merchant.language)
