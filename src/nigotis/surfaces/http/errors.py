"""One table from a problem's code to an HTTP status, and one shape for every error.

{"error": {"code": "invalid", "key": "kernel.invalid", "field": null, "message": "...", "fields": [...]}}
"""

from __future__ import annotations

import logging
import re
import uuid
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from nigotis.kernel.i18n import LANGUAGES, Language, say, texts
from nigotis.kernel.problems import Problem

STATUS = {
    "invalid": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "limit": 429,
    "unavailable": 503,
}
_WORDS = {
    "missing": "kernel.field_missing",
    "extra_forbidden": "kernel.field_unknown",
    "string_too_short": "kernel.field_too_short",
    "too_short": "kernel.field_too_short",
    "string_too_long": "kernel.field_too_long",
    "too_long": "kernel.field_too_long",
    "literal_error": "kernel.field_not_a_choice",
    "enum": "kernel.field_not_a_choice",
}
_WORDS_BY_START = {
    "int": "kernel.field_not_a_number",
    "decimal": "kernel.field_not_a_number",
    "float": "kernel.field_not_a_number",
    "date": "kernel.field_not_a_date",
    "greater": "kernel.field_out_of_range",
    "less": "kernel.field_out_of_range",
}
_REFUSED = {404: ("not_found", "kernel.not_found"), 405: ("invalid", "kernel.not_by_this_method")}
log = logging.getLogger("nigotis.http")


def language_of(request: Request) -> Language | None:
    """The first of our languages that the browser asks for."""
    for part in request.headers.get("accept-language", "").split(","):
        asked = part.split(";")[0].strip()[:2].lower()
        for language in LANGUAGES:
            if asked == language:
                return language
    return None


async def on_problem(request: Request, error: Exception) -> JSONResponse:
    """A refusal."""
    assert isinstance(error, Problem)
    message = say(error.key, language_of(request) or "en", **error.values)
    return answer(error.code, error.key, message, field=error.field)


async def on_validation(request: Request, error: Exception) -> JSONResponse:
    """An ask that does not fit its model: one sentence per field."""
    assert isinstance(error, ValidationError | RequestValidationError)
    language = language_of(request) or "en"
    fields = [{"field": _field(found["loc"]), "message": _sentence(found, language)} for found in error.errors()]
    field = fields[0]["field"] if fields else None
    return answer("invalid", "kernel.invalid", say("kernel.invalid", language), field=field, fields=fields)


async def on_http(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself, before a route sees it."""
    assert isinstance(error, HTTPException)
    code, key = _REFUSED.get(error.status_code, ("invalid", "kernel.invalid"))
    return answer(code, key, say(key, language_of(request) or "en"), status=error.status_code)


async def on_failure(request: Request, error: Exception) -> JSONResponse:
    """What nobody foresaw: logged under a number that the user can quote; no detail leaves the house."""
    message = incident(error, f"{request.method} {request.url.path}", language_of(request) or "en")
    return answer("failed", "kernel.failed", message, status=500)


def incident(error: Exception, place: str, language: Language) -> str:
    """Log what nobody foresaw at `place`, and give the sentence for who met it: a number, and nothing of the error."""
    number = uuid.uuid4().hex[:12]
    log.error("incident %s at %r", number, place, exc_info=error)  # quoted: a path may hold a line of its own
    return say("kernel.failed", language, incident=number)


def answer(
    code: str,
    key: str,
    message: str,
    *,
    field: str | None = None,
    fields: list[dict[str, str]] | None = None,
    status: int | None = None,
) -> JSONResponse:
    """The one shape of an error."""
    body: dict[str, Any] = {"code": code, "key": key, "field": field, "message": message, "fields": fields or []}
    return JSONResponse({"error": body}, status or STATUS[code])


def _field(place: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in place if step != "body")


def _sentence(found: Any, language: Language) -> str:
    kind, context = found["type"], found.get("ctx", {})
    own = str(context.get("error", ""))
    if own in texts():
        return say(own, language)
    key = _WORDS.get(kind) or _WORDS_BY_START.get(kind.split("_")[0], "kernel.field_invalid")
    return say(key, language, expected=_choices(context.get("expected", "")))


def _choices(expected: str) -> str:
    """`'visit', 'call' or 'meeting'`, as Pydantic writes them in English, in no language: visit, call, meeting."""
    return ", ".join(re.findall(r"'([^']*)'", expected)) or expected
