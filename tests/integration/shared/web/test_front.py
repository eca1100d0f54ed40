"""Signing in and out, the start page, the account page."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from aiohttp.test_utils import TestClient

from shared.campaign.model import Live
from shared.identity.database import DatabaseIdentity
from shared.identity.sample import PASSWORD
from shared.service import Service
from tests.fakes import FixedClock
from tests.sites import QUICK, bearer, sample_site, serving, sign_in

Client = TestClient[Any, Any]


async def post_login(client: Client, login: str = "editor1", password: str = PASSWORD, onwards: str = "/") -> Any:
    form = {"login": login, "password": password, "next": onwards}
    return await client.post("/login", data=form, allow_redirects=False)


async def test_a_person_signs_in_arrives_where_they_wanted_and_signs_out(client: Client):
    asked = await client.get("/desk?state=open&q=智慧", allow_redirects=False)
    assert asked.status == 303
    login_page = asked.headers["Location"]
    assert login_page.startswith("/login?next=/desk")
    form = await (await client.get(login_page)).text()
    assert 'name="next" value="/desk?state=open&amp;q=%E6%99%BA%E6%85%A7"' in form
    answer = await post_login(client, onwards="/desk?state=open")
    assert (answer.status, answer.headers["Location"]) == (303, "/desk?state=open")
    assert await (await client.get("/desk")).text() == "desk of editor1"
    out = await client.post("/logout", allow_redirects=False)
    assert (out.status, out.headers["Location"]) == (303, "/")
    start = await (await client.get("/")).text()
    assert "您已退出登录" in start
    assert "您已退出登录" not in await (await client.get("/")).text()
    assert (await client.get("/desk", allow_redirects=False)).status == 303


async def test_the_start_page_says_when_and_where_open_dates_too(client: Client):
    start = await (await client.get("/")).text()
    assert "2022年12月上旬至12月26日" in start
    assert "12月上旬，烟台市" in start


async def test_the_session_is_ended_on_the_server_not_only_in_the_browser(client: Client):
    await sign_in(client, "editor1")
    cookies = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    await client.post("/logout")
    client.session.cookie_jar.update_cookies(cookies)
    assert (await client.get("/desk", allow_redirects=False)).status == 303


async def test_signing_in_again_ends_the_old_session_and_makes_a_new_one(client: Client):
    await sign_in(client, "editor1")
    old = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    await sign_in(client, "editor2")
    assert await (await client.get("/desk")).text() == "desk of editor2"
    client.session.cookie_jar.clear()
    client.session.cookie_jar.update_cookies(old)
    assert (await client.get("/desk", allow_redirects=False)).status == 303


@pytest.mark.parametrize(
    ("login", "password", "says"),
    [
        ("", "x", "请填写账号"),
        ("editor1", "", "请填写密码"),
        ("editor1", "wrong", "账号或密码不对"),
        ("nobody", "lianbo-sample", "账号或密码不对"),
        ("编辑", "x", "账号或密码不对"),
    ],
)
async def test_what_was_wrong_stands_at_its_field_and_the_login_stays(
    client: Client, login: str, password: str, says: str
):
    answer = await post_login(client, login, password)
    text = await answer.text()
    assert (answer.status, says in text) == (422, True)
    assert f'value="{login}"' in text
    assert "lianbo-sample" not in text.replace("<code>lianbo-sample</code>", "")
    assert "Set-Cookie" not in answer.headers


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(client: Client):
    cookie = (await post_login(client)).headers["Set-Cookie"]
    assert cookie.startswith("lianbo_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


async def test_over_https_the_cookie_is_for_this_host_alone(gallery_service: Service, clock: FixedClock):
    site = await sample_site(gallery_service.database, clock, public_url="https://lianbo.example.org")  # type: ignore[arg-type]
    async with serving([gallery_service], site) as client:
        answer = await post_login(client)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-lianbo=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "onwards",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil",
        "",
    ],
)
async def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, onwards: str):
    answer = await post_login(client, onwards=onwards)
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_guessing_is_slowed_down_and_told_when_to_come_back(client: Client, clock: FixedClock):
    for _ in range(5):
        assert (await post_login(client, password="wrong")).status == 422
    answer = await post_login(client)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
    assert "5 秒" in await answer.text()
    assert (await post_login(client, login=" EDITOR1 ")).status == 429
    assert (await post_login(client, login="editor2")).status == 303
    clock.advance(seconds=5)
    assert (await post_login(client, password="wrong")).status == 422
    assert (await post_login(client)).headers["Retry-After"] == "10"
    clock.advance(seconds=10)
    assert (await post_login(client)).status == 303
    assert (await post_login(client, password="wrong")).status == 422  # begun anew


async def test_a_device_that_was_signed_in_on_before_is_not_slowed_by_a_guesser(client: Client):
    answer = await post_login(client)
    (device,) = [line for line in answer.headers.getall("Set-Cookie") if line.startswith("lianbo_device=")]
    assert "HttpOnly" in device
    assert "SameSite=Lax" in device
    known = device.partition(";")[0]
    client.session.cookie_jar.clear()
    for _ in range(6):
        await post_login(client, password="wrong")
    assert (await post_login(client)).status == 429
    form = {"login": "editor1", "password": PASSWORD, "next": "/"}
    answer = await client.post("/login", data=form, headers={"Cookie": known}, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize(
    ("trusted", "forwarded", "source"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.0/8", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1,10.0.0.0/8", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", "nonsense", "unknown"),
    ],
)
async def test_only_a_proxy_of_ours_is_believed_where_somebody_comes_from(
    gallery_service: Service, clock: FixedClock, trusted: str, forwarded: str, source: str
):
    site = await sample_site(gallery_service.database, clock, trusted_proxies=trusted)  # type: ignore[arg-type]
    async with serving([gallery_service], site) as client:
        form = {"login": "editor1", "password": PASSWORD, "next": "/account"}
        await client.post("/login", data=form, headers={"X-Forwarded-For": forwarded}, allow_redirects=False)
        assert f"来自 {source}" in await (await client.get("/account")).text()


async def test_the_own_password_is_changed_on_the_accounts_page(client: Client):
    await post_login(client)
    form = {"old": PASSWORD, "new": "three quiet herons", "again": "three quiet hero"}
    answer = await client.post("/account/password", data=form, allow_redirects=False)
    assert (answer.status, "两次填写的新密码不一样" in await answer.text()) == (422, True)
    answer = await client.post("/account/password", data={**form, "old": "wrong", "again": form["new"]})
    assert "现在的密码不对" in await answer.text()
    answer = await client.post("/account/password", data={**form, "new": "1234567890", "again": "1234567890"})
    assert "太容易猜到" in await answer.text()
    answer = await client.post("/account/password", data={**form, "again": form["new"]})
    assert "密码已修改" in await answer.text()
    client.session.cookie_jar.clear()
    assert (await post_login(client)).status == 422
    assert (await post_login(client, password=form["new"])).status == 303


async def test_sessions_and_tokens_are_listed_and_ended(client: Client):
    await post_login(client)
    other = client.session.cookie_jar.filter_cookies(client.make_url("/"))["lianbo_session"].value
    client.session.cookie_jar.clear()
    await post_login(client)
    page = await (await client.get("/account")).text()
    assert page.count("登录，来自 127.0.0.1") == 2
    (session,) = re.findall(r'name="session" value="(\w+)"', page)
    assert "已退出那里的登录" in await (await client.post("/account/sessions", data={"session": session})).text()
    (token,) = re.findall(r'name="token" value="([\w-]+)"', page)
    assert (await client.get("/account", headers=bearer("sample-editor-1"))).status == 200
    assert "令牌已吊销" in await (await client.post("/account/tokens", data={"token": token})).text()
    client.session.cookie_jar.clear()
    assert (await client.get("/account", headers=bearer("sample-editor-1"))).status == 401
    gone = await client.get("/account", headers={"Cookie": f"lianbo_session={other}"}, allow_redirects=False)
    assert gone.status == 303


async def test_every_way_in_leaves_its_trace_and_no_secret(client: Client):
    with structlog.testing.capture_logs() as lines:
        await post_login(client, password="a-secret-slip")
        await post_login(client)
        await client.get("/account", headers=bearer("made-up-token"))
        await client.post("/logout", allow_redirects=False)
        for _ in range(6):
            await post_login(client, password="a-secret-slip")
    events = [line["event"] for line in lines]
    for event in ("login.failed", "login.succeeded", "login.throttled", "logout", "access.refused"):
        assert event in events
    told = [line for line in lines if line["event"].startswith("login.")]
    assert {line["source"] for line in told} == {"127.0.0.1"}
    assert all(line["account"] for line in told)
    for secret in ("a-secret-slip", PASSWORD, "made-up-token"):
        assert secret not in str(lines)


async def test_the_start_page_explains_itself_and_lists_the_sample_accounts(client: Client):
    text = await (await client.get("/")).text()
    assert "三审三校" in text
    for login in ("jinan", "editor1", "chief", "minji", "tvdesk", "tv", "ops"):
        assert f'href="/login?login={login}"' in text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({}, "直播：启动仪式，微信公众号"),
        ({"starts_at": datetime(2022, 12, 5, 1, tzinfo=UTC)}, "直播：启动仪式，2022-12-05 09:00，微信公众号"),
        ({"url": "https://live.example.org"}, '　<a href="https://live.example.org">看直播</a>'),
        (
            {"url": "https://live.example.org", "replay_url": "https://r.example.org"},
            '<a href="https://r.example.org">看回放</a>',
        ),
    ],
)
async def test_the_start_page_says_where_the_ceremony_is_streamed(
    gallery_service: Service, clock: FixedClock, said: dict[str, Any], shown: str
):
    site = await sample_site(gallery_service.database, clock)
    live = Live(title="启动仪式", channel="微信公众号", **said)
    site = replace(site, campaign=site.campaign.model_copy(update={"live": (live,)}))
    async with serving([gallery_service], site) as client:
        text = await (await client.get("/")).text()
    assert shown in text
    assert "看直播" not in text or "replay_url" not in said


@pytest.mark.parametrize("settings", [{"public_url": "https://lianbo.example.org"}, {"host": "192.168.1.7"}])
async def test_beyond_this_machine_no_account_is_listed(
    gallery_service: Service, clock: FixedClock, settings: dict[str, str]
):
    site = await sample_site(gallery_service.database, clock, **settings)  # type: ignore[arg-type]
    async with serving([gallery_service], site) as client:
        assert "editor1" not in await (await client.get("/")).text()
        assert "示例" not in await (await client.get("/login")).text()


@pytest.mark.parametrize(
    ("login", "found", "missing"),
    [
        ("editor1", ["/desk", "/submit", "/mailbox"], ["/office", "/ops", "/station"]),
        ("jinan", ["/submit"], ["/desk", "/office", "/ops", "/station"]),
        ("minji", ["/office"], ["/desk", "/submit", "/ops"]),
        ("tvdesk", ["/station"], ["/desk", "/submit", "/ops"]),
        ("ops", ["/ops", "/mailbox"], ["/desk", "/submit"]),
        ("tv", ["/feed.atom"], ["/desk", "/submit", "/ops", "/mailbox"]),
    ],
)
async def test_each_role_finds_what_it_may_do(client: Client, login: str, found: list[str], missing: list[str]):
    await sign_in(client, login)
    text = await (await client.get("/")).text()
    for address in found:
        assert f'href="{address}"' in text
    for address in missing:
        assert f'href="{address}"' not in text


async def test_the_mailbox_is_found_with_several_machines_too(gallery_service: Service, clock: FixedClock):
    """Calls to make and mails whose outcome is unknown wait there, whoever carries the mail."""
    site = await sample_site(gallery_service.database, clock, amqp_url="amqp://guest@127.0.0.1")  # type: ignore[arg-type]
    async with serving([gallery_service], site) as client:
        await sign_in(client, "ops")
        assert 'href="/mailbox"' in await (await client.get("/")).text()


async def test_the_account_page_says_who_i_am_and_switches_the_keyboard(client: Client):
    await sign_in(client, "chief")
    text = await (await client.get("/account")).text()
    for fact in (
        "总编辑",
        "chief@example.org",
        "初审、复审、加审、终审",
        "可撤稿",
        "Authorization: Bearer sample-chief",
    ):
        assert fact in text
    assert 'data-keys="on"' in text
    answer = await client.post("/account/keys", data={"keys": "off"})
    assert "键盘快捷键已关闭" in await answer.text()
    assert 'data-keys="on"' not in await (await client.get("/")).text()
    await client.post("/account/keys", data={"keys": "on"})
    assert 'data-keys="on"' in await (await client.get("/")).text()


async def test_what_a_form_lost_its_session_over_is_told_how_to_go_on(client: Client):
    answer = await client.post("/desk/act", data={"opinion": "同意"})
    text = await answer.text()
    assert answer.status == 401
    assert "登录已过期" in text
    assert "不会丢失" in text


async def test_a_page_of_an_account_is_kept_by_no_cache(client: Client):
    assert (await client.get("/")).headers["Cache-Control"] == "no-cache"
    await sign_in(client, "editor1")
    assert (await client.get("/")).headers["Cache-Control"] == "no-store"


async def test_static_files_are_kept_for_ever_under_their_hash(client: Client):
    text = await (await client.get("/")).text()
    address = next(part for part in text.split('"') if part.startswith("/static/shared/lianbo.css?v="))
    answer = await client.get(address)
    assert (answer.status, answer.content_type) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await client.get("/static/shared/lianbo.css")).headers["Cache-Control"] == "no-cache"
    for outside in ("/static/shared/../templates/layout.html", "/static/shared/%2e%2e/keys.py", "/static/shared/"):
        assert (await client.get(outside)).status in {403, 404}


async def test_a_disabled_account_is_out_with_its_next_request(
    client: Client, gallery_service: Service, clock: FixedClock
):
    from shared.identity.administration import Administration

    await sign_in(client, "editor1")
    await Administration(gallery_service.database, clock).disable("editor1")
    assert (await client.get("/desk", allow_redirects=False)).status == 303
    assert await DatabaseIdentity(gallery_service.database, clock, QUICK).login("editor1", "lianbo-sample") is None


@pytest.mark.parametrize("headers", [bearer("sample-editor-1"), {}])
async def test_a_notice_in_a_cookie_is_shown_as_text(client: Client, headers: dict[str, str]):
    answer = await client.get("/", headers={**headers, "Cookie": "lianbo_notice=%3Cscript%3Ealert(1)%3C/script%3E"})
    text = await answer.text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


async def test_what_is_not_built_in_is_not_offered(gallery_service: Service, clock: FixedClock):
    site = await sample_site(gallery_service.database, clock)  # type: ignore[arg-type]
    async with serving([Service("empty", gallery_service.database)], site) as empty:
        await sign_in(empty, "ops")
        text = await (await empty.get("/")).text()
        assert 'href="/ops"' not in text
        assert 'href="/account"' in text
