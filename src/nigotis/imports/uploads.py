"""A file that was handed in, read for the merchant who handed it in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from nigotis.imports.types import HowToRead, ImportFile
from nigotis.kernel.context import Context
from nigotis.kernel.files import find_upload
from nigotis.messages.teaching import taught
from nigotis.notices.exports import is_export
from nigotis.notices.reading import read_messages
from nigotis.reading.read import read
from nigotis.reading.types import Kind, Reading

_PIECE = 1 << 20


def read_upload(ctx: Context, ask: HowToRead, kind: Kind | None) -> Reading:
    """Understand an uploaded file; it is called as its owner called it. NotFound for somebody else's."""
    path, name = find_upload(ctx.house, ctx.merchant_id, ask.upload_id)
    region = ask.region or ctx.merchant.country
    if kind == "messages" or (kind is None and is_export(path)):
        layouts, zone = taught(ctx), ctx.merchant.zone
        found = read_messages(path, mapping=ask.mapping, taught=layouts, zone=zone, today=ctx.today)
        return replace(found, file=name)
    reading = read(path, kind, mapping=ask.mapping, answers=ask.answers, region=region, today=ctx.today)
    return replace(reading, file=name)


def fingerprint(path: Path, kind: Kind, ask: ImportFile) -> str:
    """The same for the same content read in the same way, whatever the file is called."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    how = [kind, ask.mapping or {}, ask.answers or {}, ask.region, *([True] if ask.payments_as_sales else [])]
    found.update(json.dumps(how, sort_keys=True, ensure_ascii=False).encode())
    return found.hexdigest()
