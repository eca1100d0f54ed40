"""What every response tells the browser not to do."""

from aiohttp import web

from shared.web.authentication import over_https
from shared.web.keys import SITE

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: that makes browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 3600


async def secure(request: web.Request, response: web.StreamResponse) -> None:
    """A response may say something stricter of its own, a mail preview its own policy."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if over_https(request.config_dict[SITE]):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if request.path.startswith("/static/"):
        kept = f"public, max-age={ONE_YEAR}, immutable" if "v" in request.query else "no-cache"
        response.headers.setdefault("Cache-Control", kept)
    elif request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if "Server" in response.headers:
        del response.headers["Server"]
