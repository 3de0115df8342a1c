"""How a file would be understood, said to the merchant before anything is kept."""

from __future__ import annotations

from dataclasses import replace

from nigotis.imports.saved_mappings import understood
from nigotis.imports.types import Choice, OpenQuestion, Preview, PreviewFile, RejectedCell
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import texts
from nigotis.notices.exports import FIELDS as MESSAGE_FIELDS
from nigotis.reading.report import rows
from nigotis.reading.types import Note, Question, Reading
from nigotis.reading.words import phrases

MOST_ROWS = 50
MOST_REJECTED = 200
_SPOKEN = {".": "imports.choice_point", ",": "imports.choice_comma"}


def preview_of(ctx: Context, ask: PreviewFile) -> Preview:
    """Read the file as `ask` says; where it says nothing, as a file with the same headers was read last time."""
    _, reading = understood(ctx, ask, ask.kind)
    return _said(ctx, _about_currency(ctx, reading))


def _about_currency(ctx: Context, reading: Reading) -> Reading:
    """Amounts without a currency are the merchant's; those in another one are asked about, never converted."""
    own = ctx.merchant.currency
    if reading.kind not in ("sales", "deals") or reading.verdict == "refuse" or reading.currency == own:
        return reading
    if reading.currency is None:
        if reading.kind == "deals" and "value" not in reading.columns:
            return reading
        note = Note("imports.assumed_your_currency", {"own": own})
        return replace(reading, assumptions=[*reading.assumptions, note])
    if any(question.name == "currency" for question in reading.questions):
        return reading
    question = Question("currency", Note("imports.ask_your_currency", {"found": reading.currency, "own": own}), (own,))
    return replace(reading, verdict="ask", questions=[*reading.questions, question])


def _said(ctx: Context, reading: Reading) -> Preview:
    language = ctx.language
    return Preview(
        verdict=reading.verdict,
        kind=reading.kind,
        file=reading.file,
        columns=reading.columns,
        headers=list(reading.raw.headers) if reading.raw is not None else [],
        fields=list(MESSAGE_FIELDS if reading.kind == "messages" else phrases(reading.kind)),
        assumptions=[note.say(language) for note in reading.assumptions],
        questions=[_question(question, language) for question in reading.questions],
        rows=rows(replace(reading, table=reading.table.slice(0, MOST_ROWS))),
        rejected=[
            RejectedCell(row=entry.row, field=entry.field, reason=entry.note.say(language))
            for entry in reading.rejected[:MOST_REJECTED]
        ],
        rows_read=reading.rows_read,
        rows_rejected=reading.rows_rejected,
    )


def _question(question: Question, language: str) -> OpenQuestion:
    choices = [Choice(value=value, text=_choice(value, language)) for value in question.choices]
    return OpenQuestion(id=question.name, text=question.say(language), choices=choices)


def _choice(value: str, language: str) -> str:
    """The choice in words, where it is not a name of the file itself."""
    key = _SPOKEN.get(value, f"imports.choice_{value}")
    return Note(key).say(language) if key in texts() else value
