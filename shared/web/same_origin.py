"""Other sites must not act through a person's browser: what changes something has to come from a page of ours."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from shared.web.access import SAFE_METHODS
from shared.web.keys import SITE
from shared.web.problems import Problem


@web.middleware
async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Browsers say where a request comes from (Sec-Fetch-Site, Origin) and pages cannot forge it: no token needed.

    A request with a bearer token is nobody's browser. One that says nothing of its origin is a program, or a
    browser older than those headers, and there SameSite keeps the cookie away.
    """
    if request.method in SAFE_METHODS or request.headers.get("Authorization", "").lower().startswith("bearer "):
        return await handler(request)
    if not _from_here(request):
        raise Problem(403, "cross-site", "请求来自其他网站", "为保护您的账号，请在本系统的页面上重新操作。")
    return await handler(request)


def _from_here(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and _host(origin) in {request.host.lower(), _public_host(request)} - {""}:
        return True
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from in {"same-origin", "none"}
    return origin is None


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _public_host(request: web.Request) -> str:
    """Behind a proxy that does not pass the Host header on."""
    return urlsplit(request.config_dict[SITE].settings.public_url).netloc.lower()
