"""The shared pages: what can I do here, signing in and out, my account."""

from math import ceil

from aiohttp import web

from shared.identity.passwords import Busy
from shared.identity.sample import samples
from shared.web.access import current, signed_in
from shared.web.authentication import over_https, session_cookie
from shared.web.form import read_form
from shared.web.keys import SESSION, Site
from shared.web.pages import inside, page, redirect
from shared.web.problems import Problem
from shared.web.throttle import LoginThrottle

KEYS = "lianbo_keys"
ONE_YEAR = 365 * 24 * 3600


class Front:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._throttle = LoginThrottle(site.clock)

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
        if wait := self._throttle.wait(login):
            raise _too_many(wait)
        self._throttle.begin(login)
        try:
            session = await self._site.identity.login(login, password)
        except Busy:
            raise _too_many(5) from None
        if session is None:
            # Which of the two was wrong is not said.
            return self._login_page(request, onwards, login, {"password": "账号或密码不对，请重新填写。"}, status=422)
        self._throttle.succeeded(login)
        await self._end_session(request)
        response = redirect(onwards)
        response.set_cookie(
            session_cookie(self._site),
            session,
            httponly=True,
            samesite="Lax",
            secure=over_https(self._site),
            path="/",
        )
        return response

    async def logout(self, request: web.Request) -> web.StreamResponse:
        await self._end_session(request)
        response = redirect("/", "您已退出登录。")
        response.del_cookie(session_cookie(self._site), path="/", secure=over_https(self._site), httponly=True)
        return response

    async def account(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        known = {sample.account.id: sample.token for sample in samples(self._site.campaign)}
        context = {
            "address": self._site.settings.address,
            "sample_token": known.get(account.id) if self._shows_samples() else None,
        }
        return page(request, "shared/account.html", context)

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
