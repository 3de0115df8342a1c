"""A sales file: one line of a document per row, or one sale per row."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.nonproducts import is_nonproduct
from nigotis.reading.numbering import PART, tell_apart
from nigotis.reading.raw import Raw
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Reading
from nigotis.reading.values import NUMBER, Converted, by_distinct, fitting, texts, times
from nigotis.reading.work import Work
from nigotis.reading.yesno import is_return_word

_TEXTS = (
    "document", "client", "client_name", "client_phone", "product", "product_name", "category", "branch", "seller",
    "source", "currency", "payment",
)  # fmt: skip
_CODES = {"document", "client", "product"}
_AMOUNTS = ("quantity", "unit_price", "amount", "discount", "tax", "cost", "profit")
# Prices are kept to the smallest coin, so a line may differ from quantity times price by rounding.
_ROUNDING = pa.scalar("0.02").cast(NUMBER)
# Documents of several lines from which equal amounts within each are a rule and no accident.
_ENOUGH_DOCUMENTS = 10
_DAY = dt.timedelta(days=1)
_ONE = pa.scalar("1").cast(NUMBER)
_ZERO = pa.scalar("0").cast(NUMBER)


def read_sales(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> Reading:
    """Canonical sale lines: `row`, `document` (one per sale; see `numbering.PART`), `sold_at` (local), `offset` in
    minutes from UTC where written, texts, exact decimals (`amount` is net and signed), `is_return`, `is_product`."""
    work = Work(raw, mapping, today, answers)
    _moments(work)
    _texts(work)
    amounts = _numbers(work)
    tell_apart(work, amounts)
    _money(work, amounts)
    _documents(work)
    _returns(work)
    _products(work)
    return _finish(work)


def _moments(work: Work) -> None:
    header = work.fields["sold_at"]
    found = work.dates(["sold_at"])["sold_at"]
    at = found.values
    if "time" in work.fields and not found.has_times:
        clock = times(work.raw.column(work.fields["time"]))
        work.reject(clock.bad, "time", "reading.not_a_time")
        micros = pc.fill_null(clock.values, 0)
        at = pc.add(at.cast(pa.int64()), micros).cast(pa.timestamp("us"))
    elif not found.has_times:
        work.assume("reading.assumed_no_time", header=header)
    work.out["sold_at"] = at
    work.out["offset"] = found.offsets if found.offsets is not None else pa.nulls(len(at), pa.int32())
    if not found.is_open:
        work.reject(found.bad, "sold_at", "reading.not_a_date")
        work.reject(pc.is_null(at), "sold_at", "reading.no_date")
        _tell_of_days_to_come(work, at)


def _tell_of_days_to_come(work: Work, at: pa.Array) -> None:
    """Mostly a slip of a year: judged on such a day, every client would look long lost."""
    days = pc.if_else(work.good, at.cast(pa.date32()), None)
    days = days.filter(pc.greater(days, pa.scalar(work.today + _DAY)))  # a day of grace: zones differ
    if len(days):
        work.assume("reading.assumed_days_to_come", rows=len(days), day=pc.max(days).as_py())


def _texts(work: Work) -> None:
    for name in _TEXTS:
        work.out[name] = work.codes(name) if name in _CODES else work.names(name)


def _numbers(work: Work) -> dict[str, Converted]:
    found = work.numbers(_AMOUNTS)
    for name, column in found.items():
        if not column.is_open:
            work.reject(column.bad, name, "reading.not_a_number")
    return found


def _money(work: Work, found: dict[str, Converted]) -> None:
    """Quantity, amount, discount and cost of each line; which column is the amount is decided by arithmetic."""
    count = work.count
    nulls = pa.nulls(count, NUMBER)
    cell = {name: found[name].values if name in found else nulls for name in _AMOUNTS}
    quantity = cell["quantity"] if "quantity" in found else pa.repeat(_ONE, count)
    if "quantity" in found:
        work.reject(pc.is_null(quantity), "quantity", "reading.no_number")
    discount = cell["discount"]
    is_rate = "discount" in found and _is_rate(found["discount"], cell)
    product = _times(quantity, cell["unit_price"]) if "unit_price" in found else None
    amount, field = _amount(work, found, cell, product, discount, is_rate)
    if product is not None:
        is_cut = pc.and_(pc.is_null(product), pc.and_(pc.is_valid(quantity), pc.is_valid(cell["unit_price"])))
        work.reject(pc.and_(is_cut, pc.is_null(amount)), "unit_price", "reading.product_too_large")
    work.reject(pc.is_null(amount), field, "reading.no_number")
    if found and pc.min_max(amount).as_py() == {"min": 0, "max": 0}:
        work.assume("reading.assumed_nothing_paid")
    if is_rate:
        work.assume("reading.assumed_discount_rate", header=work.fields["discount"])
        discount = _rate_discount(found["discount"], product, amount)
    work.out |= {"quantity": quantity, "unit_price": cell["unit_price"], "amount": amount, "tax": cell["tax"]}
    work.out["discount"] = pc.abs(pc.fill_null(discount, _ZERO)) if "discount" in found else pa.repeat(_ZERO, count)
    work.out["cost"] = _cost(work, found, cell, quantity, amount)


def _times(a: pa.Array, b: pa.Array) -> pa.Array:
    """Exact product, rounded half to even at six places; null where it is too large to be kept."""
    return fitting(pc.round(pc.multiply(a, b), 6, "half_to_even"))


def _minus(a: pa.Array, b: pa.Array) -> pa.Array:
    return fitting(pc.subtract(a, b))


def _is_rate(discount: Converted, cell: dict[str, pa.Array]) -> bool:
    """A share of the price rather than money: percent signs, or nothing above 1 although prices are."""
    if discount.has_percent:
        return True
    top, low = pc.max(discount.values).as_py(), pc.min(discount.values).as_py()
    prices = cell["unit_price"] if cell["unit_price"].null_count < len(cell["unit_price"]) else cell["amount"]
    highest = pc.max(prices).as_py()
    return top is not None and low >= 0 and 0 < top <= 1 and highest is not None and highest > 5


def _rate(discount: Converted) -> pa.Array:
    values = pc.fill_null(discount.values, _ZERO)
    return _times(values, pa.scalar("0.01").cast(NUMBER)) if discount.has_percent else values


def _rate_discount(discount: Converted, product: pa.Array | None, amount: pa.Array) -> pa.Array:
    if product is not None:
        return _times(product, _rate(discount))
    kept = _minus(pa.repeat(_ONE, len(amount)), _rate(discount))
    has_rest = pc.greater(kept, _ZERO)
    gross = pc.divide(amount.cast(pa.float64()), pc.if_else(has_rest, kept, _ONE).cast(pa.float64()))
    taken = pc.round(pc.subtract(gross, amount.cast(pa.float64())), 6)
    return pc.if_else(has_rest, taken, 0.0).cast(pa.decimal128(38, 6)).cast(NUMBER)


def _amount(
    work: Work,
    found: dict[str, Converted],
    cell: dict[str, pa.Array],
    product: pa.Array | None,
    discount: pa.Array,
    is_rate: bool,
) -> tuple[pa.Array, str]:
    """What was paid, and the field that says it."""
    price, total = work.fields.get("unit_price", ""), work.fields.get("amount", "")
    if "amount" in found and product is not None and "quantity" in found:
        after = _after_discount(product, found, discount, is_rate)
        if _agreement(cell["amount"], product) < 0.5 and _agreement(cell["amount"], after) < 0.5:
            work.assume(
                "reading.assumed_amount_is_product", amount=total, quantity=work.fields["quantity"], price=price
            )
            return after, "unit_price"
        work.assume("reading.assumed_amount_checked", amount=total, quantity=work.fields["quantity"], price=price)
        return pc.coalesce(cell["amount"], after), "amount"
    if "amount" in found:
        if _is_document_total(work, cell["amount"]):
            work.assume("reading.assumed_document_total", amount=total)
            return _on_first_line(work, cell["amount"]), "amount"
        work.assume("reading.assumed_amount", amount=total)
        return cell["amount"], "amount"
    if product is None:
        work.assume("reading.assumed_no_amount")
        return pa.repeat(_ZERO, work.count), "amount"
    key = "reading.assumed_product" if "quantity" in found else "reading.assumed_price_is_amount"
    work.assume(key, quantity=work.fields.get("quantity", ""), price=price)
    return _after_discount(product, found, discount, is_rate), "unit_price"


def _is_document_total(work: Work, amount: pa.Array) -> bool:
    """The same amount on every line of each document of several lines, in enough documents to be no accident."""
    document = work.out["document"]
    if document.null_count == len(document):
        return False
    lines = pa.table({"document": document, "amount": amount}).filter(pc.is_valid(document)).group_by("document")
    seen = lines.aggregate([("amount", "count_distinct"), ([], "count_all")])
    several = seen.filter(pc.greater(seen["count_all"], 1))
    if several.num_rows < _ENOUGH_DOCUMENTS:
        return False
    return bool(pc.all(pc.equal(several["amount_count_distinct"], 1)).as_py())


def _on_first_line(work: Work, amount: pa.Array) -> pa.Array:
    """The total of a document on its first line, zero on the others."""
    document = work.out["document"]
    firsts = pa.table({"document": document, "row": work.raw.rows}).group_by("document").aggregate([("row", "min")])
    is_first = pc.or_(pc.is_null(document), pc.is_in(work.raw.rows, value_set=firsts["row_min"].combine_chunks()))
    return pc.if_else(is_first, amount, _ZERO)


def _after_discount(product: pa.Array, found: dict[str, Converted], discount: pa.Array, is_rate: bool) -> pa.Array:
    if "discount" not in found:
        return product
    if is_rate:
        return _minus(product, _times(product, _rate(found["discount"])))
    sign = pc.if_else(pc.less(product, _ZERO), pc.negate(_ONE), _ONE)
    return _minus(product, _times(pc.abs(pc.fill_null(discount, _ZERO)), sign))


def _agreement(a: pa.Array, b: pa.Array) -> float:
    """Share of rows where two columns are the same money but for rounding."""
    near = pc.less_equal(pc.abs(pc.subtract(a, b)), _ROUNDING)
    share = pc.mean(near.cast(pa.int8())).as_py()
    return share or 0.0


def _cost(
    work: Work, found: dict[str, Converted], cell: dict[str, pa.Array], quantity: pa.Array, amount: pa.Array
) -> pa.Array:
    """Cost of the whole line: as given, per piece times quantity, or amount less profit."""
    if "cost" in found:
        header = work.fields["cost"]
        per_piece = (
            "unit_price" in found and _share_below(cell["cost"], cell["unit_price"]) > 0.8 and "quantity" in found
        )
        if per_piece:
            work.assume("reading.assumed_cost_per_piece", header=header)
            return _times(cell["cost"], quantity)
        sign = pc.if_else(pc.less(amount, _ZERO), pc.negate(_ONE), _ONE)
        return _times(pc.abs(cell["cost"]), sign)
    if "profit" in found:
        work.assume("reading.assumed_cost_from_profit", header=work.fields["profit"])
        return _minus(amount, cell["profit"])
    return cell["cost"]


def _share_below(a: pa.Array, b: pa.Array) -> float:
    return pc.mean(pc.less_equal(pc.abs(a), pc.abs(b)).cast(pa.int8())).as_py() or 0.0


def _documents(work: Work) -> None:
    if "document" in work.fields:
        missing = pc.is_null(work.out["document"])
        if pc.any(missing, min_count=0).as_py():
            work.assume("reading.assumed_row_is_sale_without_document", header=work.fields["document"])
    else:
        work.assume("reading.assumed_row_is_sale")
        missing = pa.repeat(pa.scalar(True), work.count)
    # A row without a document number is its own document.
    own = pc.binary_join_element_wise(PART, work.raw.rows.cast(pa.string()), "")
    work.out["document"] = pc.if_else(missing, own, work.out["document"])


def _returns(work: Work) -> None:
    """Lines taken back: by a flag column, by documents whose number starts with C, or by a negative quantity."""
    negative = pc.or_(pc.less(work.out["quantity"], _ZERO), pc.less(work.out["amount"], _ZERO))
    negative = pc.fill_null(negative, False)
    prefixed = pc.match_substring_regex(work.out["document"], rf"^[CС]-?\d+(?:{PART}|$)", ignore_case=True)
    if "is_return" in work.fields:
        flag = by_distinct(
            pa.chunked_array([texts(work.raw.column(work.fields["is_return"]))]), is_return_word, pa.bool_()
        )
        flag = pc.fill_null(flag, False)
        if pc.any(flag, min_count=0).as_py():
            work.assume("reading.assumed_return_flag", header=work.fields["is_return"])
            _turn_negative(work, pc.and_(flag, pc.invert(negative)))
            work.out["is_return"] = pc.or_(flag, pc.less(work.out["quantity"], _ZERO))
            return
    count = pc.sum(prefixed.cast(pa.int64())).as_py() or 0
    if 0 < count < 0.5 * len(prefixed) and pc.sum(pc.and_(prefixed, negative).cast(pa.int64())).as_py() > 0.9 * count:
        work.assume("reading.assumed_return_prefix", header=work.fields["document"], count=count)
        work.out["is_return"] = prefixed
        return
    if pc.any(negative, min_count=0).as_py():
        work.assume("reading.assumed_return_negative")
    work.out["is_return"] = negative


def _turn_negative(work: Work, mask: pa.Array) -> None:
    for name in ("quantity", "amount", "cost"):
        column = work.out[name]
        work.out[name] = pc.if_else(mask, pc.negate(pc.abs(column)), column)


def _products(work: Work) -> None:
    """Postage, bank charges and the like: judged once per product, by its code and its usual name."""
    code, name = work.out["product"], work.out["product_name"]
    key = pc.coalesce(code, name)
    table = pa.table({"key": key, "code": code, "name": name})
    counted = (
        table.group_by(["key", "code", "name"]).aggregate([([], "count_all")]).sort_by([("count_all", "descending")])
    )
    usual: dict[str, tuple[str | None, str | None]] = {}
    for item in counted.to_pylist():
        known = usual.get(item["key"])
        if item["key"] is not None and (known is None or (known[1] is None and item["name"])):
            usual[item["key"]] = (item["code"], item["name"])
    others = sorted(k for k, (c, n) in usual.items() if is_nonproduct(c, n))
    hit = pc.fill_null(pc.is_in(key, value_set=pa.array(others, pa.string())), False)
    work.out["is_product"] = pc.invert(hit)
    if others:
        shown = ", ".join(others[:12]) + (" …" if len(others) > 12 else "")
        work.assume("reading.assumed_nonproducts", count=pc.sum(hit.cast(pa.int64())).as_py(), names=shown)
    # A discount line of a sale is negative, and no return.
    taken_off = pc.and_(hit, pc.greater_equal(work.out["quantity"], _ZERO))
    work.out["is_return"] = (
        pc.and_(work.out["is_return"], pc.invert(taken_off))
        if "is_return" not in work.fields
        else work.out["is_return"]
    )


def _finish(work: Work) -> Reading:
    if "client" not in work.fields and "client_name" not in work.fields and "client_phone" not in work.fields:
        work.assume("reading.assumed_no_clients")
    columns = {n: h for n, h in work.fields.items() if n not in ("time", "row_id", "profit")}
    if "time" in work.fields:
        columns["sold_at"] = f"{work.fields['sold_at']} + {work.fields['time']}"
    return work.finish(columns)
