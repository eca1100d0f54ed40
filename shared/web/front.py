"""The shared pages: what can I do here, signing in and out, my account."""

from dataclasses import replace
from datetime import timedelta
from math import ceil

from aiohttp import web

from shared.identity.database import DEVICE_KNOWN_FOR, ID_LENGTH
from shared.identity.passwords import Busy
from shared.identity.sample import samples
from shared.identity.secrets import fingerprint
from shared.identity.tries import Throttled
from shared.identity.visit import Visit
from shared.web.access import current, signed_in
from shared.web.authentication import LONGEST_SECRET, device_cookie, over_https, session_cookie
from shared.web.form import read_form
from shared.web.keys import SESSION, Site
from shared.web.pages import inside, page, redirect
from shared.web.problems import Problem
from shared.web.source import source_of

KEYS = "lianbo_keys"
ONE_YEAR = 365 * 24 * 3600


class Front:
    def __init__(self, site: Site) -> None:
        self._site = site

    async def start(self, request: web.Request) -> web.Response:
        listed = self._shows_samples() and not current(request)
        return page(request, "shared/start.html", {"samples": list(samples(self._site.campaign)) if listed else []})

    async def show_login(self, request: web.Request) -> web.StreamResponse:
        onwards = inside(request.query.get("next"))
        if current(request):
            return redirect(onwards)
        return self._login_page(request, onwards, request.query.get("login", ""))

    async def login(self, request: web.Request) -> web.StreamResponse:
        form = await read_form(request)
        onwards = inside(form.get("next"))
        login, password = form.get("login", "").strip(), form.get("password", "")
        if not login or not password:
            errors = {"login": "" if login else "请填写账号。", "password": "" if password else "请填写密码。"}
            return self._login_page(request, onwards, login, errors, status=422)
        try:
            signed = await self._site.identity.login(login, password, self._visit(request))
        except Throttled as throttled:
            raise _too_many(throttled.seconds) from None
        except Busy:
            raise _busy() from None
        if signed is None:
            # Which of the two was wrong is not said.
            return self._login_page(request, onwards, login, {"password": "账号或密码不对，请重新填写。"}, status=422)
        await self._end_session(request)
        response = redirect(onwards)
        self._set(response, session_cookie(self._site), signed.session)
        if signed.device:
            self._set(response, device_cookie(self._site), signed.device, lasts=DEVICE_KNOWN_FOR)
        return response

    def _visit(self, request: web.Request) -> Visit:
        device = request.cookies.get(device_cookie(self._site), "")[:LONGEST_SECRET]
        return Visit(source_of(request), device, request.headers.get("User-Agent", "")[:200])

    def _set(self, response: web.StreamResponse, name: str, value: str, lasts: timedelta | None = None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()) if lasts else None,
            httponly=True,
            samesite="Lax",
            secure=over_https(self._site),
            path="/",
        )

    async def logout(self, request: web.Request) -> web.StreamResponse:
        await self._end_session(request)
        response = redirect("/", "您已退出登录。")
        response.del_cookie(session_cookie(self._site), path="/", secure=over_https(self._site), httponly=True)
        return response

    async def account(self, request: web.Request) -> web.Response:
        return await self._account_page(request)

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        account = signed_in(request)
        form = await read_form(request)
        old, new = form.get("old", ""), form.get("new", "")
        errors = {"old": "" if old else "请填写现在的密码。", "new": "" if new else "请填写新密码。"}
        if new and new != form.get("again", ""):
            errors["again"] = "两次填写的新密码不一样，请重新填写。"
        if not any(errors.values()):
            try:
                wrong = await self._site.identity.change_password(
                    account, old, new, request.get(SESSION, ""), tokens=form.get("tokens") == "on"
                )
            except Busy:
                raise _busy() from None
            if not wrong:
                return redirect("/account", "密码已修改，其他地方的登录都已退出。")
            errors["old" if "现在的密码" in wrong else "new"] = wrong
        return await self._account_page(request, errors, status=422)

    async def end_session(self, request: web.Request) -> web.StreamResponse:
        account = signed_in(request)
        form = await read_form(request)
        ended = await self._site.identity.end_session(account.id, form.get("session", ""))
        return redirect("/account", "已退出那里的登录。" if ended else "那里的登录已经结束。")

    async def revoke_token(self, request: web.Request) -> web.StreamResponse:
        account = signed_in(request)
        form = await read_form(request)
        revoked = await self._site.identity.revoke_token(account.id, form.get("token", ""))
        return redirect("/account", "令牌已吊销，立即生效。" if revoked else "这个令牌已经吊销。")

    async def _account_page(
        self, request: web.Request, errors: dict[str, str] | None = None, status: int = 200
    ) -> web.Response:
        account = signed_in(request)
        known = {sample.account.id: sample.token for sample in samples(self._site.campaign)}
        this = fingerprint(request[SESSION])[:ID_LENGTH] if SESSION in request else ""
        sessions = await self._site.identity.sessions(account.id)
        context = {
            "address": self._site.settings.address,
            "sample_token": known.get(account.id) if self._shows_samples() else None,
            "sessions": [replace(one, is_this=one.id == this) for one in sessions],
            "tokens": await self._site.identity.tokens(account.id),
            "errors": errors or {},
        }
        return page(request, "shared/account.html", context, status=status)

    async def switch_keys(self, request: web.Request) -> web.StreamResponse:
        signed_in(request)
        form = await read_form(request)
        on = form.get("keys") == "on"
        response = redirect("/account", "键盘快捷键已打开。" if on else "键盘快捷键已关闭。")
        # Not HttpOnly: it is no secret, and the script reads it where it has no page of its own.
        response.set_cookie(KEYS, "on" if on else "off", max_age=ONE_YEAR, samesite="Lax")
        return response

    def _login_page(
        self,
        request: web.Request,
        onwards: str,
        login: str,
        errors: dict[str, str] | None = None,
        status: int = 200,
    ) -> web.Response:
        context = {"next": onwards, "login": login, "errors": errors or {}, "sample": self._shows_samples()}
        return page(request, "shared/login.html", context, status=status)

    def _shows_samples(self) -> bool:
        return self._site.sample and self._site.settings.on_loopback

    async def _end_session(self, request: web.Request) -> None:
        if session := request.get(SESSION):
            await self._site.identity.logout(session)


def front_routes(front: Front) -> list[web.AbstractRouteDef]:
    return [
        web.get("/", front.start),
        web.get("/login", front.show_login),
        web.post("/login", front.login),
        web.post("/logout", front.logout),
        web.get("/account", front.account),
        web.post("/account/keys", front.switch_keys),
        web.post("/account/password", front.change_password),
        web.post("/account/sessions", front.end_session),
        web.post("/account/tokens", front.revoke_token),
    ]


def _too_many(seconds: float) -> Problem:
    wait = max(1, ceil(seconds))
    return Problem(
        429,
        "too-many-tries",
        "登录尝试太频繁",
        f"请等待 {wait} 秒后再试。忘记密码请联系管理员。",
        headers={"Retry-After": str(wait)},
    )


def _busy() -> Problem:
    """No fault of the person, and counted as no try."""
    return Problem(
        503,
        "unavailable",
        "登录的人太多",
        "系统正忙，没有验证您的密码，也不计入次数。请过几秒再试。",
        headers={"Retry-After": "5"},
    )
