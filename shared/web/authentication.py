"""Recognises the sender: a bearer token, a token as HTTP Basic password for feed readers, or the session's cookie."""

import base64

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from shared.identity import Account
from shared.identity.account import MayOnlyRead
from shared.web.access import SAFE_METHODS, not_allowed, unauthorized
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
        account = await _account_of_token(request, site, token) if token else None
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


async def _account_of_token(request: web.Request, site: Site, token: str) -> Account | None:
    try:
        return await site.identity.account_of_token(token, reading=request.method in SAFE_METHODS)
    except MayOnlyRead:
        raise not_allowed("这个令牌只能读取，不能提交或修改。请换用有全部权限的令牌。") from None


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


def device_cookie(site: Site) -> str:
    return "__Host-lianbo-device" if over_https(site) else "lianbo_device"


def over_https(site: Site) -> bool:
    return site.settings.address.startswith("https://")
