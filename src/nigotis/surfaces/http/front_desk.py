"""Routes that are not operations, because nobody is known yet: sign-up, sign-in, sign-out, invitations, the session."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from nigotis.kernel.config import config
from nigotis.kernel.context import House
from nigotis.kernel.i18n import translation
from nigotis.kernel.problems import Forbidden
from nigotis.kernel.registry import OPERATIONS
from nigotis.staff import front_desk
from nigotis.staff.roles import roles_with
from nigotis.staff.types import AcceptInvitation, BusinessProfile, EditMyself, RoleRow, SignedIn, SignIn, SignUp
from nigotis.surfaces.http.errors import language_of
from nigotis.surfaces.http.who import COOKIE, caller_of, refuse_other_sites, session_token


class SwitchMerchant(BaseModel):
    """Another business of the same person."""

    merchant_id: int = Field(description="In which of your businesses?")


def router(house: House) -> APIRouter:
    """The front desk's routes, below `/api`."""
    made = APIRouter(tags=["front desk"])

    @made.post("/sign-up", status_code=201, summary="Open a business with its owner.")
    def sign_up(ask: SignUp, request: Request, response: Response) -> SignedIn:
        refuse_other_sites(request)
        if not config().sign_up:
            raise Forbidden("staff.sign_up_closed")
        return _let_in(house, front_desk.sign_up(house, ask), response)

    @made.post("/sign-in", summary="Sign in with e-mail and password.")
    def sign_in(ask: SignIn, request: Request, response: Response) -> SignedIn:
        refuse_other_sites(request)
        return _let_in(house, front_desk.sign_in(house, ask, address_of(request)), response)

    @made.post("/sign-out", status_code=204, summary="End the session.")
    def sign_out(request: Request, response: Response) -> None:
        if request.cookies.get(COOKIE):
            front_desk.sign_out(house, session_token(request))
        response.delete_cookie(COOKIE)

    @made.post("/invitations/accept", summary="Take a place in a team.")
    def accept(ask: AcceptInvitation, request: Request, response: Response) -> SignedIn:
        refuse_other_sites(request)
        return _let_in(house, front_desk.accept_invitation(house, ask, address_of(request)), response)

    @made.get("/session", summary="Who is signed in, where, and what she may do.")
    def session(request: Request) -> SignedIn:
        token = session_token(request)
        caller = front_desk.caller_of_session(house, token, "web", language_of(request))
        return front_desk.signed_in(house, caller)

    @made.post("/session/merchant", summary="Go on in another of your businesses.")
    def switch(ask: SwitchMerchant, request: Request) -> SignedIn:
        front_desk.switch_merchant(house, session_token(request), ask.merchant_id)
        return front_desk.signed_in(house, caller_of(house, request))

    @made.post("/session/merchants", status_code=201, summary="Open one more business of your own.")
    def open_another(ask: BusinessProfile, request: Request) -> SignedIn:
        token = session_token(request)
        caller = front_desk.caller_of_session(house, token, "web", language_of(request))
        if not config().sign_up:
            raise Forbidden("staff.sign_up_closed")
        opened = front_desk.open_another(house, caller.actor.id or 0, ask)
        front_desk.switch_merchant(house, token, opened.merchant.id)
        return front_desk.signed_in(house, opened)

    @made.patch("/me", summary="Change your own name, language or password.")
    def edit_myself(ask: EditMyself, request: Request) -> SignedIn:
        return front_desk.signed_in(
            house, front_desk.edit_myself(house, session_token(request), ask, address_of(request))
        )

    @made.get("/roles", summary="Which role may do what: every operation by role.")
    def roles(request: Request) -> list[RoleRow]:
        caller = caller_of(house, request)
        return [
            RoleRow(
                operation=op.name,
                text=translation(op.name, caller.language, op.text),
                needs=op.needs,
                effect=op.effect,
                roles=roles_with(op.needs),
            )
            for op in OPERATIONS.values()
        ]

    return made


def address_of(request: Request) -> str:
    """The peer's address. Uvicorn believes forwarded headers of a proxy on this machine, or of those that
    `FORWARDED_ALLOW_IPS` names, and of nobody else, since anybody can write them."""
    return request.client.host if request.client else ""


def _let_in(house: House, entry: front_desk.Entry, response: Response) -> SignedIn:
    settings: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": config().secure_cookies, "path": "/"}
    response.set_cookie(COOKIE, entry.token, max_age=int(front_desk.SESSION_LASTS.total_seconds()), **settings)
    return front_desk.signed_in(house, entry.caller)
