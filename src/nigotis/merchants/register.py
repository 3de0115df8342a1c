"""The register of businesses, for those who stand before a merchant is chosen: the front desk, jobs, the mirror."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from nigotis.kernel.context import Context, Merchant
from nigotis.kernel.db import become_tenant
from nigotis.merchants.models import BranchRow, MerchantRow


def open_merchant(db: Session, now: datetime, **profile: Any) -> int:
    """Enter a business with a first branch of the same name, and go on in `db` as that merchant; gives its id.

    `profile` is name, country, currency, zone, language, is_demo.
    """
    merchant_id = int(db.execute(text("select nextval(pg_get_serial_sequence('merchant', 'id'))")).scalar_one())
    become_tenant(db, merchant_id)
    db.add(MerchantRow(id=merchant_id, created_at=now, **profile))
    db.flush()
    db.add(BranchRow(merchant_id=merchant_id, name=profile["name"], created_at=now))
    return merchant_id


def find_merchant(db: Session, merchant_id: int) -> Merchant | None:
    """A business as the house knows it, or None where `db` sees no such business."""
    row = db.scalar(select(MerchantRow).where(MerchantRow.id == merchant_id))
    return as_merchant(row) if row else None


def merchant_names(db: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names of businesses, {id: name}, in the order of the ids."""
    query = select(MerchantRow.id, MerchantRow.name).where(MerchantRow.id.in_(ids)).order_by(MerchantRow.id)
    return dict(db.execute(query).all())


def all_merchants(db: Session) -> list[Merchant]:
    """Every business, by id; `db` is a system transaction."""
    return [as_merchant(row) for row in db.scalars(select(MerchantRow).order_by(MerchantRow.id))]


def check_branch(ctx: Context, branch_id: int | None) -> None:
    """NotFound unless the branch is this merchant's; None is fine."""
    if branch_id is not None:
        ctx.get(BranchRow, branch_id)


def branch_names(ctx: Context, ids: Iterable[int] | None = None) -> dict[int, str]:
    """Names of branches, {id: name}; all of them without `ids`."""
    query = select(BranchRow.id, BranchRow.name).where(BranchRow.merchant_id == ctx.merchant_id).order_by(BranchRow.id)
    return dict(ctx.db.execute(query if ids is None else query.where(BranchRow.id.in_(ids))).all())


def as_merchant(row: MerchantRow) -> Merchant:
    """The row as the house knows a business."""
    language: Any = row.language
    return Merchant(row.id, row.name, row.country, row.currency, row.zone, language, row.is_demo)
