"""Walks a running server as a browser would: the app's files, sign-in, and the data behind every page."""

from __future__ import annotations

import re
from typing import get_args

import httpx

from nigotis.kernel.problems import Unavailable
from nigotis.kernel.registry import OPERATIONS

PATIENCE_IN_SECONDS = 60.0


def walk(address: str, email: str, password: str) -> int:
    """How many answers were loaded. Raises Unavailable, naming the address, at the first that is not what it should."""
    with httpx.Client(base_url=address, timeout=PATIENCE_IN_SECONDS, headers={"X-Nigotis": "1"}) as client:
        page = _load(client, "/")
        loaded = 1 + sum(bool(_load(client, asset)) for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page))
        answer = client.post("/api/sign-in", json={"email": email, "password": password})
        if answer.status_code != 200:
            raise Unavailable("cli.page_fails", address="/api/sign-in", status=answer.status_code)
        merchants = [merchant["id"] for merchant in answer.json()["merchants"]]
        return loaded + sum(_walk_merchant(client, merchant_id) for merchant_id in merchants)


def _walk_merchant(client: httpx.Client, merchant_id: int) -> int:
    client.post("/api/session/merchant", json={"merchant_id": merchant_id}).raise_for_status()
    found = [op for op in OPERATIONS.values() if op.method == "GET" and _asks_nothing(op.ask)]
    paths = ["/session", "/roles", "/openapi.json", *(path for op in found for path in _filled(op.path, op.ask))]
    for path in paths:
        _load(client, f"/api{path}")
    return len(paths)


def _asks_nothing(ask: type) -> bool:
    """Whether a request without any answer to a question makes sense."""
    needed = [name for name, field in ask.model_fields.items() if field.is_required()]  # type: ignore[attr-defined]
    return needed in ([], ["name"])


def _filled(path: str, ask: type) -> list[str]:
    """The path with every name it may be asked for: those of a fixed list, else those of all figures."""
    from nigotis.metrics.catalogue import metrics

    if "{name}" not in path:
        return [path]
    listed = get_args(ask.model_fields["name"].annotation)  # type: ignore[attr-defined]
    return [path.replace("{name}", name) for name in listed or (name.replace("_", "-") for name in metrics())]


def _load(client: httpx.Client, path: str) -> str:
    answer = client.get(path)
    if answer.status_code != 200:
        raise Unavailable("cli.page_fails", address=path, status=answer.status_code)
    return answer.text
