"""What predictions do when others announce. Each may be delivered twice: a run that waits already is not doubled."""

from __future__ import annotations

from nigotis.imports.events import FileImported, ImportUndone
from nigotis.kernel.context import Context
from nigotis.predictions.jobs import ask_for


def predict_anew(ctx: Context, event: FileImported | ImportUndone) -> None:
    """Sales that came in or went by file change what is expected of everybody."""
    if event.kind == "sales":
        ask_for(ctx)
