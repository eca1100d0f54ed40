"""Who is asking, and whether they may."""

from urllib.parse import quote

from aiohttp import web

from shared.identity import Account, Role
from shared.web.keys import ACCOUNT, speaks_to_programs
from shared.web.problems import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def current(request: web.Request) -> Account | None:
    """Whoever the authentication middleware recognised."""
    return request.get(ACCOUNT)


def signed_in(request: web.Request) -> Account:
    """The account; otherwise 401 for a program, the login page for a person who only reads."""
    if account := current(request):
        return account
    if speaks_to_programs(request):
        raise unauthorized(request, "需要登录：请在请求头 Authorization 中带上接口令牌。")
    if request.method in SAFE_METHODS:
        raise web.HTTPSeeOther(f"/login?next={quote(request.path_qs, safe='/')}")
    # A redirect here would lose what was typed; "back" in the browser brings it again.
    raise Problem(401, "sign-in", "登录已过期", "请在新窗口中重新登录，再返回本页重新提交，已填写的内容不会丢失。")


def having(request: web.Request, *roles: Role) -> Account:
    """The account if it has one of the roles, otherwise 403 /not-allowed."""
    account = signed_in(request)
    if account.role not in roles:
        raise not_allowed()
    return account


def not_allowed(detail: str = "您的账号不能使用这一功能。如有需要，请联系管理员。") -> Problem:
    return Problem(403, "not-allowed", "没有权限", detail)


def unauthorized(request: web.BaseRequest, detail: str) -> Problem:
    basic = request.path.startswith("/feed")  # feed readers know user name and password, programs a bearer token
    scheme = 'Basic realm="lianbo", charset="UTF-8"' if basic else 'Bearer realm="lianbo"'
    return Problem(401, "unauthorized", "请先登录", detail, headers={"WWW-Authenticate": scheme})
