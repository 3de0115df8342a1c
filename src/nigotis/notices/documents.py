"""Messages out of XML, JSON and WhatsApp's text, one record after another; what is broken is passed over and named."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from nigotis.reading.types import Note, Unreadable

Record = dict[str, str]

_TEXT_NAMES = ("body", "text", "message", "content", "sms", "ujumbe")
# SMS Backup & Restore writes an emoji as two surrogates, which no XML parser takes.
_SURROGATES = re.compile(rb"&#(5[56]\d{3});&#(5[67]\d{3});")
_BROKEN_REFERENCE = re.compile(rb"&#(?:5[5-7]\d{3}|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WHATSAPP = re.compile(
    r"^[\u200e\ufeff]*\[?(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),? "
    r"(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?[AaPp][Mm])?)\]?(?: -)? ([^:\n]{1,80}): ",
    re.MULTILINE,
)


def xml_records(data: bytes) -> Iterator[Record | Note]:
    """Every element that carries a text, as its attributes and children say. A document cut off gives what it has."""
    seen = False
    try:
        for _, element in iterparse(io.BytesIO(_mended_xml(data))):
            record = dict(element.attrib) | {child.tag: child.text or "" for child in element if child.text}
            if element.tag == "mms":
                record["body"] = " ".join(
                    part.get("text", "") for part in element.iter("part") if part.get("ct") == "text/plain"
                )
            if any(name in _TEXT_NAMES for name in map(str.lower, record)) and element.tag != "part":
                seen = True
                yield record
                element.clear()
    except ParseError as error:
        if not seen:
            raise Unreadable("notices.broken_document", row=error.position[0]) from error
        yield Note("notices.cut_document", {"row": error.position[0]})
    except DefusedXmlException as error:
        raise Unreadable("notices.unsafe_document") from error


def _mended_xml(data: bytes) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    data = _SURROGATES.sub(_joined, data)
    return _CONTROL.sub(b"", _BROKEN_REFERENCE.sub(b"", data))


def _joined(pair: re.Match[bytes]) -> bytes:
    high, low = int(pair[1]), int(pair[2])
    if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
        return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return b""


def json_records(data: bytes) -> Iterator[Record | Note]:
    """Every object that carries a text, at any depth; of JSON lines and of a broken document, those that are whole."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = data.decode(encoding, "replace")
    try:
        yield from _objects(json.loads(text))
    except RecursionError as error:
        raise Unreadable("notices.unsafe_document") from error
    except json.JSONDecodeError:
        yield from _salvaged(text)


def _salvaged(text: str) -> Iterator[Record | Note]:
    """One object after another, beginning anew behind what cannot be read."""
    decoder, place = json.JSONDecoder(strict=False), 0
    while (place := text.find("{", place)) >= 0:
        try:
            found, place = decoder.raw_decode(text, place)
            yield from _objects(found)
        except (json.JSONDecodeError, RecursionError):
            inner = re.compile(r"[\[{]").search(text, place + 1)
            if inner is None or text.find("}", place) < 0:
                yield Note("notices.cut_document", {"row": text.count("\n", 0, place) + 1})
                return
            place += 1


def _objects(found: Any) -> Iterator[Record]:
    if isinstance(found, list):
        for item in found:
            yield from _objects(item)
    elif isinstance(found, dict):
        if any(
            str(name).lower() in _TEXT_NAMES and isinstance(found[name], str | list) and _plain(found[name])
            for name in found
        ):
            yield {str(name): _plain(value) for name, value in found.items()}
        else:
            for value in found.values():
                if isinstance(value, list | dict):
                    yield from _objects(value)


def _plain(value: Any) -> str:
    """Text of a value; a text in pieces (Telegram) is put together."""
    if isinstance(value, list):
        return "".join(
            piece if isinstance(piece, str) else str(piece.get("text", ""))
            for piece in value
            if isinstance(piece, str | dict)
        )
    if value is None or isinstance(value, dict):
        return ""
    return str(value)


def whatsapp_records(data: bytes) -> Iterator[Record]:
    """`12/03/2025, 14:05 - Asha: text`, a text going on over lines until the next such beginning."""
    text = data.decode("utf-8", "replace")
    begins = list(_WHATSAPP.finditer(text))
    if not begins or text[: begins[0].start()].count("\n") > 3:
        return
    for begin, following in zip(begins, [*begins[1:], None], strict=True):
        body = text[begin.end() : following.start() if following else len(text)].strip()
        yield {"date": f"{begin[1]} {begin[2]}".replace("\u202f", " "), "sender": begin[3].strip(), "text": body}
