"""Pages from templates. Each knows who reads it, where it is, and what time it is."""

from typing import Any
from urllib.parse import quote, unquote, urlsplit

import aiohttp_jinja2
from aiohttp import web

from shared.web.access import current
from shared.web.keys import ADDRESSES, SITE
from shared.web.navigation import entries

NOTICE = "lianbo_notice"
NOTICE_SECONDS = 60


def page(
    request: web.Request, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> web.Response:
    """`template` is addressed as "<service>/file.html" or "shared/file.html"."""
    site = request.config_dict[SITE]
    account = current(request)
    addresses: frozenset[str] = request.config_dict[ADDRESSES]
    notice = unquote(request.cookies.get(NOTICE, "").encode("ascii", "ignore").decode())  # as `redirect` wrote it
    response = aiohttp_jinja2.render_template(
        template,
        request,
        {
            "account": account,
            "path": request.path,
            "here": request.path_qs,
            "now": site.clock.now(),
            "campaign": site.campaign,
            "navigation": entries(account, addresses),
            "keys_on": request.cookies.get("lianbo_keys") != "off",
            "notice": notice,
            **(context or {}),
        },
        status=status,
    )
    response.headers["Cache-Control"] = "no-store" if account else "no-cache"
    if notice:
        response.del_cookie(NOTICE)
    return response


def redirect(location: str, notice: str = "") -> web.Response:
    """After a successful POST: 303 to `location`, whose page then shows `notice` once."""
    response = web.Response(status=303, headers={"Location": location})
    if notice:
        response.set_cookie(NOTICE, quote(notice[:500]), max_age=NOTICE_SECONDS, httponly=True, samesite="Lax")
    return response


def inside(address: str | None, otherwise: str = "/") -> str:
    """`address` if it is a path of this site, so that nobody can be sent elsewhere by a link to our login."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return otherwise
    if "\\" in address or any(ord(character) < ord(" ") for character in address):
        return otherwise  # browsers read a backslash as a slash, and skip tabs and line ends
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address
