"""A browser without a window: cookies, the header that browsers of ours send, and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from nigotis.kernel.context import House
from nigotis.staff.front_desk import Entry
from nigotis.surfaces.http.app import create
from nigotis.surfaces.http.who import COOKIE


@dataclass
class Browser:
    """Somebody signed in."""

    client: TestClient

    def get(self, path: str, **params: Any) -> Any:
        """The JSON behind a path below `/api`; fails on any other status than 200."""
        return self._ok(self.client.get(f"/api{path}", params=params))

    def post(self, path: str, **body: Any) -> Any:
        """What a POST below `/api` answers."""
        return self._ok(self.client.post(f"/api{path}", json=body))

    def patch(self, path: str, **body: Any) -> Any:
        """What a PATCH below `/api` answers."""
        return self._ok(self.client.patch(f"/api{path}", json=body))

    def delete(self, path: str, **body: Any) -> Any:
        """What a DELETE below `/api` answers."""
        return self._ok(self.client.request("DELETE", f"/api{path}", json=body))

    def _ok(self, answer: Any) -> Any:
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


@contextmanager
def browser_of(house: House, entry: Entry) -> Iterator[Browser]:
    """A browser with the session of `entry`."""
    with TestClient(create(house), raise_server_exceptions=False, headers={"x-nigotis": "1"}) as client:
        client.cookies.set(COOKIE, entry.token)
        yield Browser(client)
