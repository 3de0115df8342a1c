"""Who is at the door: a browser with a session cookie, or a program with an API key.

A cookie travels by itself, so an unsafe request with a cookie must also carry the header `X-Nigotis`, which no other
site can make a browser send without a permission we never give (OWASP CSRF Prevention, custom request header).
"""

from __future__ import annotations

from starlette.requests import Request

from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import Forbidden, Unauthenticated
from nigotis.staff import front_desk
from nigotis.surfaces.http.errors import language_of

COOKIE = "nigotis_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def caller_of(house: House, request: Request) -> Caller:
    """The caller behind `request`. Raises Unauthenticated or, for a forged cross-site request, Forbidden."""
    language = language_of(request)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return front_desk.caller_of_key(house, key.strip(), "api", language)
    return front_desk.caller_of_session(house, session_token(request), "web", language)


def session_token(request: Request) -> str:
    """The session's secret from the cookie, on requests that may use a cookie."""
    token = request.cookies.get(COOKIE)
    if not token:
        raise Unauthenticated("staff.sign_in_again")
    if request.method not in SAFE:
        refuse_other_sites(request)
    return token


def refuse_other_sites(request: Request) -> None:
    """Refuse an unsafe request that a page of another site could have made."""
    if "x-nigotis" not in request.headers:
        raise Forbidden("kernel.not_from_this_site")
