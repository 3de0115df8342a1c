"""The same questions as an analyst would write them in pandas: whole cents, grouped columns, no loops.

Each function takes the plain lines and the last day, and returns the columns to compare, money in cents.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nigotis.metrics.scoring import SEGMENTS

CELLS = {cell: segment for segment, cells in SEGMENTS.items() for cell in cells}


def rfm(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Tie-safe quintiles: rank(method="min") - 1 is the number of clients strictly worse."""
    sold = lines[~lines["is_return"]]
    documents = sold.drop_duplicates("sale_id").groupby("client_id")["at"].agg(["size", "max"])
    table = pd.DataFrame(
        {
            "recency_in_days": (until.normalize() - documents["max"].dt.normalize()).dt.days,
            "frequency": documents["size"],
            "monetary": lines.groupby("client_id")["cents"].sum().reindex(documents.index),
        }
    )
    for letter, column in (("r", -table["recency_in_days"]), ("f", table["frequency"]), ("m", table["monetary"])):
        table[letter] = 1 + 5 * (column.rank(method="min").astype("int64") - 1) // len(table)
    table["segment"] = (table["r"].astype(str) + table["f"].astype(str)).map(CELLS)
    return table.reset_index()


def abc(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """A while the share before is under 80 %, compared in whole numbers."""
    value = lines.groupby("product_id")["cents"].sum().reset_index(name="value")
    value = value.sort_values(["value", "product_id"], ascending=[False, True])
    before, total = value["value"].cumsum() - value["value"], value["value"].sum()
    value["abc"] = np.select([before * 100 < total * 80, before * 100 < total * 95], ["A", "B"], "C")
    return value


def client_growth(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """The last six months against the six before."""
    middle = until.normalize() + pd.Timedelta(days=1) - pd.DateOffset(months=6)
    start = middle - pd.DateOffset(months=6)
    span = pd.Series(np.select([lines["at"] >= middle, lines["at"] >= start], ["net", "net_before"], ""), lines.index)
    near = lines.assign(span=span)[span != ""]
    net = near.pivot_table(index="client_id", columns="span", values="cents", aggfunc="sum", fill_value=0)
    bought = near[~near["is_return"]].pivot_table(index="client_id", columns="span", values="cents", aggfunc="size")
    net = net.loc[bought.index].astype("int64")
    first = lines[~lines["is_return"]].groupby("client_id")["at"].min().reindex(net.index)
    now, before = bought["net"].notna(), bought["net_before"].notna()
    moved, tolerance = (net["net"] - net["net_before"]) * 100, net["net_before"].abs() * 5
    net["trend"] = np.select(
        [~now, ~before & (first >= middle), ~before, moved > tolerance, moved < -tolerance],
        ["lost", "new", "returned", "growing", "declining"],
        "steady",
    )
    return net.reset_index()


def cohorts(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Clients who bought, and net, by the month of the first purchase and month."""
    keyed = pd.DataFrame(
        {
            "client_id": lines["client_id"],
            "month": lines["at"].dt.year * 12 + lines["at"].dt.month,
            "net": lines["cents"],
            "clients": ~lines["is_return"],
        }
    )
    monthly = keyed.groupby(["client_id", "month"]).agg({"net": "sum", "clients": "any"}).reset_index()
    first = monthly[monthly["clients"]].groupby("client_id")["month"].min()
    monthly["first_month"] = monthly["client_id"].map(first)
    late = monthly[monthly["month"] >= monthly["first_month"]].astype({"first_month": "int64"})
    cells = late.groupby(["first_month", "month"])[["clients", "net"]].sum().reset_index()
    for column in ("first_month", "month"):
        year, number = (cells[column] - 1) // 12, (cells[column] - 1) % 12 + 1
        cells[column] = pd.to_datetime({"year": year, "month": number, "day": 1})
    return cells


def weekday_hour(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Distinct sales and net by weekday and hour."""
    keyed = pd.DataFrame(
        {
            "weekday": lines["at"].dt.day_of_week + 1,
            "hour": lines["at"].dt.hour,
            "sale_id": lines["sale_id"].where(~lines["is_return"]),
            "net": lines["cents"],
        }
    )
    return keyed.groupby(["weekday", "hour"]).agg(sales=("sale_id", "nunique"), net=("net", "sum")).reset_index()


def slow_movers(lines: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """At most three units in the last 30, 60, 90 days; a product never sold is slow for all of them."""
    end = until.normalize() + pd.Timedelta(days=1)
    products = range(lines.attrs["products"])
    first = lines[~lines["is_return"]].groupby("product_id")["at"].min().reindex(products).dt.normalize()
    slow = pd.Series(0, index=pd.Index(products, name="product_id"))
    for days in (30, 60, 90):
        late = lines[lines["at"] >= end - pd.Timedelta(days=days)]
        units = late.groupby("product_id")["quantity"].sum().reindex(products, fill_value=0)
        old_enough = first.isna() | (first <= end - pd.Timedelta(days=days))
        slow = slow.where(~((units <= 3) & old_enough), days)
    return slow[slow > 0].reset_index(name="slow_for_days")
