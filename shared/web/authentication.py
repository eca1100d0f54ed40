"""Recognises the sender: a bearer token, a token as HTTP Basic password for feed readers, or the session's cookie."""

import base64

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from shared.identity import Account
from shared.web.access import unauthorized
from shared.web.keys import ACCOUNT, SESSION, SITE, Site

LONGEST_SECRET = 200


@web.middleware
async def authenticate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Asked anew for every request, so that a revoked token or session ends at once."""
    if request.path.startswith("/static/"):
        return await handler(request)
    account = await _account(request)
    if account is None:
        return await handler(request)
    request[ACCOUNT] = account
    with structlog.contextvars.bound_contextvars(account=account.id):
        return await handler(request)


async def _account(request: web.Request) -> Account | None:
    site = request.config_dict[SITE]
    if header := request.headers.get("Authorization"):
        token = _token(request, header)
        account = await site.identity.account_of_token(token) if token else None
        if account is None:
            raise unauthorized(request, "令牌无效或已被吊销。")
        return account
    session = request.cookies.get(session_cookie(site))
    if not session or len(session) > LONGEST_SECRET:
        return None
    account = await site.identity.account_of_session(session)
    if account is not None:
        request[SESSION] = session
    return account


def _token(request: web.Request, header: str) -> str | None:
    scheme, _, value = header.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "basic" and request.path.startswith("/feed"):
        try:
            value = base64.b64decode(value, validate=True).decode().partition(":")[2]
        except ValueError:  # neither Base64 nor UTF-8
            return None
    elif scheme.lower() != "bearer":
        return None
    return value if value and len(value) <= LONGEST_SECRET else None


def session_cookie(site: Site) -> str:
    """The prefix makes browsers refuse the cookie from a subdomain or over plain HTTP."""
    return "__Host-lianbo" if over_https(site) else "lianbo_session"


def over_https(site: Site) -> bool:
    return site.settings.address.startswith("https://")
