"""Assistants over the real protocol: what they see, what they may do, and that a write asks first."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from make.clock import Clock
from make.merchants import open_shop
from nigotis.kernel.context import Caller, House
from nigotis.kernel.registry import OPERATIONS
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import ListBranches
from nigotis.metrics.catalogue import metrics
from nigotis.staff import operations as staff
from nigotis.staff.roles import TABLE
from nigotis.staff.types import AddApiKey
from nigotis.surfaces.http.app import create

T = TypeVar("T")


@dataclass
class Assistant:
    """A program with a key."""

    url: str
    key: str
    language: str = "en"

    def call(self, tool: str, **arguments: Any) -> Any:
        """What a tool answers: its structured content, and whether it is an error."""
        result = self.do(lambda client: client.call_tool(tool, arguments))
        return result.structured_content, result.is_error

    def tools(self) -> dict[str, Any]:
        """The tools on offer, by name."""
        return {tool.name: tool for tool in self.do(lambda client: client.list_tools()).tools}

    def do(self, act: Callable[[Client], Awaitable[T]]) -> T:
        async def within() -> T:
            headers = {"authorization": f"Bearer {self.key}", "accept-language": self.language}
            async with (
                httpx2.AsyncClient(headers=headers) as http,
                Client(streamable_http_client(self.url, http_client=http)) as client,
            ):
                return await act(client)

        with ThreadPoolExecutor(1) as pool:  # a browser test in the same process may have a loop in this thread
            return pool.submit(asyncio.run, within()).result()


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    made = uvicorn.Server(uvicorn.Config(create(house), port=0, log_level="warning"))
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    while not made.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{made.servers[0].sockets[0].getsockname()[1]}/mcp/"
    made.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return open_shop(house).caller


def assistant(house: House, owner: Caller, address: str, *grants: str) -> Assistant:
    key = staff.add_api_key.serve(house, owner, AddApiKey(name="Assistant", grants=list(grants)))
    return Assistant(address, key.secret)


def branches(house: House, owner: Caller) -> list[str]:
    return [branch.name for branch in merchants.branches.serve(house, owner, ListBranches())]


def test_without_a_valid_key_nothing_is_said(address: str) -> None:
    answer = httpx2.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert httpx2.post(address, json={}, headers={"authorization": "Bearer nig_1_x"}).status_code == 401


def test_every_operation_and_every_metric_is_a_tool_for_who_may_everything(
    house: House, owner: Caller, address: str
) -> None:
    offered = assistant(house, owner, address, *TABLE).tools()
    expected = {op.name.replace(".", "_") for op in OPERATIONS.values()} - {"reports_read"}
    assert set(offered) == expected | {f"analytics_{name}" for name in metrics()}
    assert offered["merchants_add_branch"].description == "Open a branch."
    assert "name" not in offered["analytics_abc"].input_schema["properties"]
    assert "a_share" in offered["analytics_abc"].input_schema["properties"]


def test_a_tool_is_explained_in_the_readers_language_down_to_its_lines(
    house: House, owner: Caller, address: str
) -> None:
    reader = replace(assistant(house, owner, address, "sales:write"), language="sw")
    schema = reader.tools()["sales_record"].input_schema
    assert schema["properties"]["lines"]["description"] == "Kiliuzwa nini?"
    assert schema["$defs"]["LineAsk"]["properties"]["quantity"]["description"] == "Kiasi gani?"


def test_an_assistant_sees_only_what_its_key_opens(house: House, owner: Caller, address: str) -> None:
    reader = assistant(house, owner, address, "products:read")
    assert {tool.split("_")[0] for tool in reader.tools()} == {"products"}
    answer, is_error = reader.call("merchants_add_branch", name="Sneaked in")
    assert (answer["error"], is_error) == ("not_found", True)


def test_a_write_says_what_it_would_do_and_does_it_once_when_confirmed(
    house: House, owner: Caller, address: str
) -> None:
    helper = assistant(house, owner, address, "merchants:read", "merchants:write")
    preview, is_error = helper.call("merchants_add_branch", name="Gəncə")
    assert (preview["result"]["name"], is_error) == ("Gəncə", False)
    assert "Gəncə" not in branches(house, owner)
    for _ in range(2):
        done, _ = helper.call("merchants_add_branch", name="Gəncə", confirm=preview["confirm"])
        assert done["name"] == "Gəncə"
    assert branches(house, owner).count("Gəncə") == 1


def test_a_confirmation_holds_for_that_ask_only_for_two_minutes_and_that_key(
    house: House, owner: Caller, address: str, clock: Clock
) -> None:
    helper = assistant(house, owner, address, "merchants:write")
    other = assistant(house, owner, address, "merchants:write")
    preview, _ = helper.call("merchants_add_branch", name="Şəki")
    given = preview["confirm"]
    for who, name, confirm in (
        (helper, "Quba", given),
        (other, "Şəki", given),
        (helper, "Şəki", "1.abc"),
        (helper, "Şəki", "1.ə"),
    ):
        answer, is_error = who.call("merchants_add_branch", name=name, confirm=confirm)
        assert (answer["error"], is_error) == ("conflict", True)
    clock.forward(seconds=121)
    answer, _ = helper.call("merchants_add_branch", name="Şəki", confirm=given)
    assert answer["error"] == "conflict"
    assert not {"Quba", "Şəki"} & set(branches(house, owner))


def test_what_nobody_foresaw_is_told_without_its_details(
    house: House, owner: Caller, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("select secret_hash from api_key")

    helper = assistant(house, owner, address, "merchants:read")
    monkeypatch.setattr("nigotis.kernel.door._attempt", fail)
    answer, is_error = helper.call("merchants_branches")
    assert (answer["error"], is_error) == ("failed", True) and "secret_hash" not in answer["message"]


def test_a_misspelt_argument_is_told(house: House, owner: Caller, address: str) -> None:
    helper = assistant(house, owner, address, "merchants:write")
    answer, is_error = helper.call("merchants_add_branch", naem="X")
    assert is_error and "naem" in answer["message"]


def test_a_figure_is_asked_by_its_own_tool(house: House, owner: Caller, address: str) -> None:
    answer, is_error = assistant(house, owner, address, "reports:read").call("analytics_revenue", since="2026-11-01")
    assert not is_error
    assert (answer["name"], answer["currency"], answer["rows"][0][0]) == ("revenue", "AZN", "0")
