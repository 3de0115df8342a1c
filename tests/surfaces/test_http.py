"""What every route does alike: who may enter, what an error looks like, what a repetition does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from make.merchants import PASSWORD, open_shop
from make.web import Browser, browser_of
from nigotis.kernel.context import House
from nigotis.staff import operations as staff
from nigotis.staff.types import AddApiKey
from nigotis.surfaces.http.app import create

CYRILLIC = re.compile("[а-яё]")


@pytest.fixture(scope="module")
def browser(house: House) -> Iterator[Browser]:
    with browser_of(house, open_shop(house)) as browser:
        yield browser


@pytest.fixture
def stranger(house: House) -> TestClient:
    return TestClient(create(house), raise_server_exceptions=False)


def test_nobody_enters_without_a_session_or_a_key(stranger: TestClient) -> None:
    answer = stranger.get("/api/branches")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")


def test_a_page_of_another_site_cannot_make_the_browser_write(browser: Browser) -> None:
    forged = browser.client.post("/api/branches", json={"name": "Forged"}, headers={"x-nigotis": ""}, cookies=None)
    assert forged.status_code == 200, "the header may be empty, it only has to be there"
    del browser.client.headers["x-nigotis"]
    try:
        assert browser.client.post("/api/branches", json={"name": "Forged 2"}).status_code == 403
        assert browser.client.get("/api/branches").status_code == 200
    finally:
        browser.client.headers["x-nigotis"] = "1"


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(house: House, stranger: TestClient) -> None:
    open_shop(house, email="cookie@example.com")
    answer = stranger.post(
        "/api/sign-in", json={"email": "cookie@example.com", "password": PASSWORD}, headers={"x-nigotis": "1"}
    )
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 200 and answer.json()["role"] == "owner"
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_a_program_enters_with_its_key_and_needs_no_cookie(house: House, stranger: TestClient) -> None:
    owner = open_shop(house).caller
    key = staff.add_api_key.serve(house, owner, AddApiKey(name="Till", grants=["merchants:read"]))
    headers = {"authorization": f"Bearer {key.secret}"}
    assert stranger.get("/api/branches", headers=headers).status_code == 200
    assert stranger.post("/api/branches", json={"name": "X"}, headers=headers).status_code == 403


def test_an_error_names_its_field_in_the_readers_language(browser: Browser) -> None:
    answer = browser.client.post("/api/branches", json={"naem": "Səhil"}, headers={"accept-language": "az"})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == [{"field": "naem", "message": "Belə bir sahə yoxdur."}]
    answer = browser.client.patch("/api/merchant", json={"country": "Atlantis"}, headers={"accept-language": "ru"})
    assert answer.json()["error"]["fields"][0]["message"].startswith("Это не код страны")
    answer = browser.client.post(
        "/api/activities", json={"kind": "dance", "deal_id": 1}, headers={"accept-language": "ru"}
    )
    assert answer.json()["error"]["fields"][0]["message"] == "Выберите одно из: visit, call, message, meeting."


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_an_object_is_refused(browser: Browser, body: bytes) -> None:
    answer = browser.client.post("/api/branches", content=body)
    assert (answer.status_code, answer.json()["error"]["key"]) == (400, "kernel.no_json")


def test_the_same_key_and_body_have_one_effect_and_one_answer(browser: Browser) -> None:
    headers = {"idempotency-key": "once"}
    first = browser.client.post("/api/branches", json={"name": "Once"}, headers=headers)
    again = browser.client.post("/api/branches", json={"name": "Once"}, headers=headers)
    other = browser.client.post("/api/branches", json={"name": "Other"}, headers=headers)
    assert first.json() == again.json()
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert [branch["name"] for branch in browser.get("/branches")].count("Once") == 1


def test_a_dry_run_answers_and_changes_nothing(browser: Browser) -> None:
    before = browser.get("/branches")
    answer = browser.client.post("/api/branches?dry_run=true", json={"name": "Only thought of"})
    assert answer.json()["name"] == "Only thought of"
    assert browser.get("/branches") == before


@pytest.mark.parametrize("branch_id", ["0", "1000000000000", str(2**63), "9" * 30])
def test_an_id_that_never_was_is_not_found(browser: Browser, branch_id: str) -> None:
    answer = browser.client.patch(f"/api/branches/{branch_id}", json={"name": "X"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_character_that_cannot_be_kept_is_refused_with_a_sentence(browser: Browser) -> None:
    answer = browser.client.post("/api/branches", json={"name": "a\x00b"})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["field"] == "name"


def test_an_unknown_path_below_api_is_json_and_not_the_web_app(browser: Browser) -> None:
    assert browser.client.get("/api/nothing").json()["error"]["code"] == "not_found"


def test_the_api_describes_itself_in_the_readers_language(browser: Browser) -> None:
    english = browser.client.get("/api/openapi.json", headers={"accept-language": "en"}).json()
    operation = english["paths"]["/api/branches"]["post"]
    assert operation["operationId"] == "merchants.add_branch"
    assert operation["summary"] == "Open a branch."
    assert english["paths"]["/api/sign-in"]["post"]["summary"] == "Sign in with e-mail and password."
    russian = browser.client.get("/api/openapi.json", headers={"accept-language": "ru"}).json()
    operation = russian["paths"]["/api/branches"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    words = [
        *(one["summary"] for methods in russian["paths"].values() for one in methods.values()),
        *(one["description"] for one in operation["parameters"]),
        *(about["description"] for about in body["properties"].values()),
    ]
    assert [text for text in words if not CYRILLIC.search(text)] == []


def questions(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where every field that one may send stands, in whatever it stands, and how it is asked for."""
    parts = document["components"]["schemas"]

    def inside(schema: dict[str, Any], where: str, seen: frozenset[str]) -> Iterator[tuple[str, str]]:
        name = schema.get("$ref", "").rpartition("/")[2]
        if name in seen:
            return
        whole = parts[name] if name else schema
        for field, about in whole.get("properties", {}).items():
            yield f"{where}.{field}", about.get("description", "")
            yield from inside(about, f"{where}.{field}", seen | {name} - {""})
        for way in [whole.get("items"), *whole.get("anyOf", []), *whole.get("oneOf", []), *whole.get("allOf", [])]:
            if isinstance(way, dict):
                yield from inside(way, where, seen | {name} - {""})

    for operation in (one for methods in document["paths"].values() for one in methods.values()):
        for one in operation.get("parameters", []):
            yield f"{operation['operationId']}.{one['name']}", one["description"]
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from inside(content["schema"], operation["operationId"], frozenset())


@pytest.mark.parametrize("language", ["az", "ru", "sw"])
def test_every_field_one_may_send_is_asked_for_in_the_readers_language(browser: Browser, language: str) -> None:
    def asked(language: str) -> dict[str, str]:
        answer = browser.client.get("/api/openapi.json", headers={"accept-language": language})
        return dict(questions(answer.json()))

    theirs, english = asked(language), asked("en")
    assert {"front_desk.sign_up.email", "sales.record.lines.quantity", "segments.save.rule.rules.field"} <= set(english)
    assert [where for where, text in english.items() if not text or theirs[where] == text] == []


def test_a_large_body_is_refused_before_it_is_read(browser: Browser) -> None:
    answer = browser.client.post("/api/branches", content=b" " * (5 << 20))
    assert answer.status_code == 429


@pytest.mark.parametrize("path, status", [("/api/sign-in", 400), ("/api/branches", 429)])
def test_a_large_body_is_refused_even_when_it_does_not_tell_its_length(
    browser: Browser, path: str, status: int
) -> None:
    pieces = (b" " * (1 << 16) for _ in range(5 << 4))
    assert browser.client.post(path, content=pieces).status_code == status


def test_a_large_body_is_refused_at_the_front_desk_too(stranger: TestClient) -> None:
    answer = stranger.post("/api/sign-in", content=b" " * (5 << 20), headers={"x-nigotis": "1"})
    assert (answer.status_code, answer.json()["error"]["key"]) == (429, "kernel.too_large")


def test_a_files_name_holds_only_what_can_be_seen(browser: Browser) -> None:
    part = 'Content-Disposition: form-data; name="file"; filename="May\0\u202ev\u0131.csv"'
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = browser.client.post(
        "/api/uploads", content=f"--b\r\n{part}\r\n\r\nx\r\n--b--\r\n".encode(), headers=headers
    )
    assert answer.json()["name"] == "Mayv\u0131.csv"


def test_a_strangers_file_is_refused_before_it_is_read(house: House) -> None:
    asked = []

    async def receive() -> Message:
        asked.append(1)
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"x-nigotis", b"1")]
    scope = {"type": "http", "method": "POST", "path": "/api/uploads", "query_string": b"", "headers": headers}
    with ThreadPoolExecutor(1) as pool:  # a browser test in the same process may have a loop in this thread
        pool.submit(asyncio.run, create(house)(scope, receive, send)).result()
    assert (sent[0]["status"], asked) == (401, [])


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 300, "/..%2f..%2fapp.py", "//etc/passwd"])
def test_a_path_that_is_no_file_of_the_site_is_the_app_itself(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code in {200, 503} and "root:" not in answer.text and "import" not in answer.text[:200]


@pytest.mark.parametrize("since, until", [("0001-01-01", "0001-01-01"), ("0001-01-01", "9999-12-31")])
def test_a_day_outside_of_the_calendar_is_refused(browser: Browser, since: str, until: str) -> None:
    for path in ("/api/analytics/months", "/api/analytics/revenue", "/api/sales", "/api/segments/champions/clients"):
        answer = browser.client.get(path, params={"since": since, "until": until})
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "since")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_outside_of_the_calendar_is_refused(browser: Browser, moment: str) -> None:
    sale = {"sold_at": moment, "lines": [{"name": "Tea", "quantity": "1", "unit_price": "1"}]}
    answer = browser.client.post("/api/sales", json=sale)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "sold_at")


@pytest.mark.parametrize("after", ["1:" + "9" * 30, "NaN:1", "x", "1:" + "9" * 5000])
def test_a_cursor_that_is_not_ours_is_refused(browser: Browser, after: str) -> None:
    assert browser.client.get("/api/segments/cells/clients", params={"after": after}).status_code == 400


def test_a_repeated_filter_means_any_of_them(browser: Browser) -> None:
    branches = [browser.post("/branches", name=f"Branch {number}")["id"] for number in range(2)]
    answer = browser.client.get("/api/analytics/revenue", params={"branch": branches}).json()
    assert answer["filters"] == {"branch": branches}


def test_what_the_framework_refuses_has_the_same_shape(browser: Browser) -> None:
    wrong_method = browser.client.put("/api/branches", json={})
    no_form = browser.client.post("/api/uploads", content=b"--x", headers={"content-type": "multipart/form-data"})
    for answer, status in ((wrong_method, 405), (no_form, 400)):
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, "invalid")


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_a_watchdog_is_answered(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).json() == {"ok": True}
