"""The mailbox and the API, through the real application."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from lxml import html

from services.notifier.domain.delivery import Outcome, Result
from services.notifier.storage.mailbox import SqlMailbox
from shared.contracts.words import Kind
from shared.identity.sample import samples
from tests.integration.notifier.stage import Stage
from tests.unit.notifier import scenes

Client = TestClient[Any, Any]
TOKENS = {sample.account.login: sample.token for sample in samples(scenes.sample_campaign())}


def token(login: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[login]}"}


async def sign_in(client: Client, login: str) -> None:
    answer = await client.post("/login", data={"login": login, "password": "lianbo-sample"}, allow_redirects=False)
    assert answer.status == 303


async def test_the_api_lists_what_was_sent_newest_first(client: Client, stage: Stage):
    await stage.hears(scenes.received(), scenes.signed_off())
    await stage.deliver_all()
    answer = await client.get("/api/v1/emails", headers=token("ops"))
    body = await answer.json()
    assert answer.status == 200
    assert [item["template"] for item in body["items"]] == ["signed_off", "lead", "received"]
    first = body["items"][0]
    assert {"id", "key", "recipient", "template", "subject", "state", "event_id", "at"} <= set(first)
    assert (first["recipient"], first["state"]) == ("zhang@example.org", "sent")
    assert first["key"] == f"{first['event_id']}:person:{scenes.PERSON}:signed_off"
    assert body["next"] is None


async def test_pages_of_the_list_meet_without_gap_or_overlap(client: Client, stage: Stage):
    for number in range(5):
        await stage.hears(scenes.received(id=f"{number:036}", number=f"N{number}"))
    seen, cursor = [], ""
    while cursor is not None:
        body = await (await client.get(f"/api/v1/emails?limit=3&cursor={cursor}", headers=token("ops"))).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body["next"]
    assert len(seen) == len(set(seen)) == 10


async def test_the_list_can_be_narrowed(client: Client, stage: Stage):
    await stage.hears(scenes.received(id="a" * 36, number="A1"), scenes.received(id="b" * 36, number="B1"))
    body = await (await client.get("/api/v1/emails?number=B1&template=lead", headers=token("ops"))).json()
    assert [(item["number"], item["template"]) for item in body["items"]] == [("B1", "lead")]
    body = await (await client.get("/api/v1/emails?state=unknown", headers=token("ops"))).json()
    assert body["items"] == []


@pytest.mark.parametrize("query", ["state=lost", "cursor=abc", "cursor=-1", "cursor=" + "9" * 30, "limit=0", "limit=x"])
async def test_a_wrong_question_is_refused_with_its_field(client: Client, query: str):
    answer = await client.get(f"/api/v1/emails?{query}", headers=token("ops"))
    assert answer.status == 422
    assert (await answer.json())["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("path", ["/api/v1/emails", "/api/v1/calls", "/mailbox", "/mailbox/calls", "/mailbox/mails/x"])
@pytest.mark.parametrize("login", ["jinan", "tv", "tvdesk", "minji"])
async def test_what_others_are_told_is_not_for_everybody(client: Client, path: str, login: str):
    answer = await client.get(path, headers=token(login))
    assert answer.status == 403


async def test_the_addresses_that_were_written_to_are_listed_for_the_operator_alone(client: Client, stage: Stage):
    path = f"/api/v1/emails/{await unknown_mail(stage)}/decisions"
    for login in ("editor1", "chief", "minji"):
        assert (await client.get("/api/v1/emails", headers=token(login))).status == 403
        assert (await client.post(path, json={"decision": "resend"}, headers=token(login))).status == 403
    assert (await stage.one("signed_off")).state == "unknown"


async def test_without_a_token_there_is_nothing(client: Client):
    assert (await client.get("/api/v1/emails")).status == 401
    answer = await client.get("/mailbox", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/mailbox")


async def unknown_mail(stage: Stage) -> str:
    stage.post.answers = [Outcome(Result.UNKNOWN, "已发完，未收到对方确认：等待超时")]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    return (await stage.one("signed_off")).id


@pytest.mark.parametrize(("decision", "state"), [("resend", "queued"), ("mark_sent", "sent")])
async def test_an_unknown_mail_is_decided_by_the_api(client: Client, stage: Stage, decision: str, state: str):
    path = f"/api/v1/emails/{await unknown_mail(stage)}/decisions"
    answer = await client.post(path, json={"decision": decision}, headers=token("ops"))
    assert (answer.status, (await answer.json())["state"]) == (200, state)
    again = await client.post(path, json={"decision": "mark_sent"}, headers=token("ops"))
    assert again.status == 409
    assert (await again.json())["type"].endswith("/wrong-state")


async def test_a_decision_that_is_none_is_refused(client: Client, stage: Stage):
    path = f"/api/v1/emails/{await unknown_mail(stage)}/decisions"
    answer = await client.post(path, json={"decision": "forget"}, headers=token("ops"))
    assert (answer.status, (await answer.json())["errors"][0]["field"]) == (422, "decision")
    absent = await client.post("/api/v1/emails/nobody/decisions", json={"decision": "resend"}, headers=token("ops"))
    assert absent.status == 404


async def test_a_call_names_whom_to_ring_and_what_to_say_until_it_is_done(client: Client, stage: Stage):
    await stage.hears(scenes.received(kind=Kind.CASE))
    body = await (await client.get("/api/v1/calls", headers=token("ops"))).json()
    (call,) = body["items"]
    assert (call["name"], call["phone"], call["state"]) == ("省成人教育协会", "0531-00000002", "open")
    assert "书香进社区" in call["say"]
    done = await client.post(f"/api/v1/calls/{call['id']}/done", json={"note": "王主任接听"}, headers=token("editor1"))
    assert ((await done.json())["state"], done.status) == ("done", 200)
    assert (await (await client.get("/api/v1/calls", headers=token("ops"))).json())["items"] == []
    everything = await (await client.get("/api/v1/calls?state=all", headers=token("ops"))).json()
    assert everything["items"][0]["note"] == "王主任接听"


async def test_the_mailbox_shows_a_mail_as_text_and_as_html(client: Client, stage: Stage):
    await stage.hears(scenes.signed_off())
    await stage.captures_all()
    await sign_in(client, "ops")
    listing = html.fromstring(await (await client.get("/mailbox")).text())
    (link,) = listing.xpath("//td/a[contains(., '【已签发】')]/@href")
    page = await client.get(link)
    tree = html.fromstring(await page.text())
    assert "您单位报送的活动亮点已通过三审三校" in tree.xpath("string(//div[@class='mailbox-text'])")
    (frame,) = tree.xpath("//iframe")
    assert "allow-scripts" not in frame.get("sandbox")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    inner = await client.get(frame.get("src"))
    assert "三审三校" in await inner.text()


async def test_a_mails_html_runs_nothing_and_loads_nothing(client: Client, stage: Stage):
    await stage.hears(scenes.signed_off())
    await stage.captures_all()
    await sign_in(client, "ops")
    message = await stage.one("signed_off")
    answer = await client.get(f"/mailbox/mails/{message.id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


async def test_the_captured_mailbox_takes_a_message_once(stage: Stage):
    await stage.hears(scenes.signed_off())
    await stage.captures_all()
    async with stage.database.transaction() as tx:
        mail = await SqlMailbox().get((await stage.one("signed_off")).id, tx)
        assert mail is not None
        await SqlMailbox().put(mail, tx)
        found = (await tx.connection.exec_driver_sql("SELECT count(*) FROM captured_mails")).scalar_one()
    assert found == 1


async def test_calls_are_made_on_a_page_without_javascript(client: Client, stage: Stage):
    await stage.hears(scenes.received(kind=Kind.CASE))
    await sign_in(client, "editor1")
    tree = html.fromstring(await (await client.get("/mailbox/calls")).text())
    assert tree.xpath("string(//a[starts-with(@href, 'tel:')]/@href)") == "tel:0531-00000002"
    (form,) = tree.xpath("//form[contains(@action, '/mailbox/calls/')]")
    origin = {"Origin": str(client.make_url("/")).rstrip("/")}
    done = await client.post(form.get("action"), data={"note": ""}, headers=origin, allow_redirects=False)
    assert (done.status, done.headers["Location"]) == (303, "/mailbox/calls")
    assert "没有要打的电话" in await (await client.get("/mailbox/calls")).text()
    assert "已致电" in await (await client.get("/mailbox/calls?all=1")).text()


async def test_an_unknown_mail_is_decided_on_its_page(client: Client, stage: Stage):
    id_ = await unknown_mail(stage)
    await sign_in(client, "ops")
    assert "结果待确认" in await (await client.get("/mailbox?state=unknown")).text()
    tree = html.fromstring(await (await client.get(f"/mailbox/mails/{id_}")).text())
    assert tree.xpath("//form[contains(@action, '/decision')]//input[@name='decision']/@value") == [
        "resend",
        "mark_sent",
    ]
    answer = await client.post(f"/mailbox/mails/{id_}/decision", data={"decision": "mark_sent"}, allow_redirects=False)
    assert answer.status == 303
    assert (await stage.one("signed_off")).state == "sent"


async def test_an_office_neither_reads_nor_decides(client: Client, stage: Stage):
    id_ = await unknown_mail(stage)
    await sign_in(client, "minji")
    assert (await client.get(f"/mailbox/mails/{id_}")).status == 403
    answer = await client.post(f"/mailbox/mails/{id_}/decision", data={"decision": "resend"})
    assert answer.status == 403


async def test_an_empty_mailbox_says_what_will_be_there(client: Client):
    await sign_in(client, "ops")
    assert "还没有邮件" in await (await client.get("/mailbox")).text()


async def test_a_mail_that_is_not_there_is_not_found(client: Client):
    await sign_in(client, "ops")
    for path in ("/mailbox/mails/x", "/mailbox/mails/x/html"):
        assert (await client.get(path)).status == 404
