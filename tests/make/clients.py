"""Clients for tests."""

from __future__ import annotations

from itertools import count

from nigotis.clients import operations
from nigotis.clients.types import AddClient, Client
from nigotis.kernel.context import Caller, House

_numbers = count(1)


def a_client(house: House, caller: Caller, **said: object) -> Client:
    """A new client; every call makes another one."""
    ask = AddClient.model_validate({"name": f"Client {next(_numbers)}"} | said)
    return operations.add.serve(house, caller, ask)
