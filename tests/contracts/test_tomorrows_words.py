"""Tomorrow's sender says words and fields that today's reader does not know. It reads on, whichever service it is."""

import copy
import json
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from pydantic import ValidationError

from services.notifier.domain.addressee import Addressee
from services.notifier.emails.words import EmailWords
from services.notifier.storage.messages import SqlMessages
from shared.contracts import Envelope
from shared.contracts.catalogue import EVENTS
from shared.contracts.stories import DraftStatus
from shared.contracts.unknown import Unknown
from shared.contracts.words import DraftState
from tests.contracts.reflection import Place, is_enum, models, parts, put, type_of_step, words
from tests.contracts.test_events import sample, with_more_everywhere
from tests.contracts.today import Today, as_new, known_story, of_story
from tests.sites import CAMPAIGN, bearer

WORD = "tomorrow." + 55 * "x"
"""As long as a word may be."""
each_event = pytest.mark.parametrize("type_", EVENTS)


def test_every_word_of_the_contracts_may_be_one_of_tomorrow():
    closed = [
        f"{model.__name__}.{name}"
        for model in models()
        for name, field in model.model_fields.items()
        if is_enum(field.annotation) and Unknown not in parts(field.annotation)
    ]
    assert closed == []
    assert {place[-1] for type_ in EVENTS for place in words(EVENTS[type_], sample(type_)["data"])} >= {
        "kind", "content_type", "state", "stage", "verdict", "role", "consent", "ai_use",
    }  # fmt: skip


@each_event
def test_a_new_word_is_kept_and_said_again_as_it_came(type_: str):
    for place in words(EVENTS[type_], sample(type_)["data"]):
        said = with_word(sample(type_), place)
        event = EVENTS[type_].opened(Envelope.model_validate(said))
        again = json.loads(event.enveloped("test").encoded())["data"]
        for step in place:
            again = again[step]
        assert again == WORD, place


@each_event
def test_nobody_makes_an_event_with_a_word_that_is_none(type_: str):
    for place in words(EVENTS[type_], sample(type_)["data"]):
        data = with_word(sample(type_), place)["data"]
        with pytest.raises(ValidationError, match="is none of our words"):
            EVENTS[type_].model_validate({**data, "occurred_at": "2022-12-06T08:00:00Z"})


def test_a_word_is_short_and_a_text():
    for wrong in ("", 65 * "x", 7, None, ["x"]):
        with pytest.raises(ValidationError):
            DraftStatus.received({"id": "x", "content_type": wrong, "state": "held", "version": 1})


def test_what_is_known_is_known_and_no_other_word():
    status = DraftStatus.received({"id": "x", "content_type": "weibo.status", "state": "held", "version": 1})
    assert status.state is DraftState.HELD


async def test_no_handler_fails_at_a_new_word_or_field(today: Today):
    story = await known_story(today)
    wrong, times = [], 0
    for type_ in EVENTS:
        said = of_story(sample(type_), story, today.picture)
        places = {tuple(map(type_of_step, place)): place for place in words(EVENTS[type_], said["data"])}
        for place in places.values():
            wrong += await today.take(as_new(with_word(said, place)))
            times += 1
        wrong += await today.take(as_new(with_every_word(type_, said)))
    assert wrong == []
    assert times > len(EVENTS), "words were found in the events"


async def test_a_report_of_a_new_kind_is_kept_and_shown_and_may_be_drafted_by_hand(today: Today):
    said = with_every_word("submission.received", of_story(sample("submission.received"), "", today.picture))
    assert await today.take(said) == []
    (row,) = json.loads(await today.page("/api/v1/stories", "sample-chief"))["items"]
    assert (row["kind"], row["state"], row["drafts"]) == (WORD, "filed", [])
    for path in ("/desk?view=all", f"/desk/stories/{row['id']}", f"/desk/stories/{row['id']}/sheet"):
        assert f"未知类型（{WORD}）" in await today.page(path, "sample-chief"), path
    address = f"/api/v1/stories/{row['id']}/drafts"
    async with today.client.post(address, headers=bearer("sample-chief"), json={"version": row["version"]}) as answer:
        assert answer.status == 200, await answer.text()
        drafts = (await answer.json())["drafts"]
    contents = [draft["content"] for draft in drafts]
    assert {content["declarations"]["ai_use"] for content in contents} == {"generated"}, "what is safe to say"
    assert not any(content.get("images") or content.get("media") for content in contents), "nobody knows the consent"


async def test_its_unit_sees_what_is_new_by_its_own_name(today: Today):
    number, submission_id = await report(today)
    said = with_word(sample("draft.reviewed"), ("verdict",), "pass")
    said["data"]["story"] |= {"submission_id": submission_id, "number": number, "revision": 1}
    said["data"]["drafts"] = [draft["id"] for draft in said["data"]["story"]["drafts"]]
    for place in (
        ("stage",),
        ("story", "state"),
        ("story", "drafts", 0, "content_type"),
        ("story", "drafts", 0, "state"),
    ):
        said = with_word(said, place, "forum.post")
    assert await today.take(as_new(said)) == []
    page = await today.page(f"/submit/{number}", "sample-unit-370100")
    assert "未知审核环节（forum.post）通过" in page
    assert "未知状态（forum.post）" in page
    document = json.loads(await today.page(f"/api/v1/submissions/{number}", "sample-unit-370100"))
    assert document["status"] == document["drafts"][0]["content_type"] == "forum.post"
    assert "未知状态（forum.post）" in await today.page("/submit", "sample-unit-370100")


async def test_mails_tell_of_what_is_new_by_its_own_name_and_nothing_of_what_they_do_not_understand(today: Today):
    (route,) = [one for one in CAMPAIGN.routes if one.event == "draft.published"]
    said = sample("draft.published")
    for number, _ in enumerate(said["data"]["story"]["drafts"]):
        said = with_word(said, ("story", "drafts", number, "content_type"), "forum.post")
    assert await today.take(as_new(said)) == []
    queued = json.loads(await today.page("/api/v1/emails", "sample-ops"))["items"]
    assert queued
    assert {mail["template"] for mail in queued} == {route.template}
    words = EmailWords(CAMPAIGN, "https://lianbo.example.org", "联播 <lianbo@example.org>")
    for mail in queued:
        async with today.services[2].database.reading() as view:
            kept = await SqlMessages().get(mail["id"], view)
        assert kept is not None
        written = message_from_bytes(words.write(kept, Addressee("张老师", "z@example.org")).content, policy=default)
        assert "未知类型（forum.post）" in written.get_body(("plain",)).get_content()
    assert await today.take(as_new(with_word(sample("draft.reviewed"), ("verdict",)))) == []
    assert json.loads(await today.page("/api/v1/emails", "sample-ops"))["items"] == queued


async def test_what_people_and_programs_send_themselves_is_none_of_tomorrow(today: Today):
    for wrong in ({"kind": "news"}, {"ai_use": "much"}):
        sent = {**REPORT, **wrong}
        async with today.client.post("/api/v1/submissions", headers=bearer("sample-unit-370100"), json=sent) as answer:
            assert answer.status == 422, await answer.text()
            assert [error["field"] for error in (await answer.json())["errors"]] == list(wrong)


REPORT = {
    "kind": "highlight",
    "category": "smart-elderly",
    "title": "济南社区课堂教老人用手机",
    "body_text": "12月5日，济南市市中区的社区课堂坐满了老人。",
    "event_date": "2022-12-05",
    "contact": {"name": "张老师", "phone": "0531-00000000", "email": "jinan@example.org"},
}


async def report(today: Today) -> tuple[str, str]:
    headers = bearer("sample-unit-370100")
    async with today.client.post("/api/v1/submissions", headers=headers, json=REPORT) as answer:
        assert answer.status == 202, await answer.text()
        receipt = await answer.json()
    return receipt["number"], receipt["id"]


def with_every_word(type_: str, said: dict[str, Any]) -> dict[str, Any]:
    for place in words(EVENTS[type_], said["data"]):
        said = with_word(said, place)
    return {**said, "data": with_more_everywhere(said["data"])}


def with_word(said: dict[str, Any], place: Place, word: str = WORD) -> dict[str, Any]:
    data = copy.deepcopy(said["data"])
    put(data, place, word)
    return {**said, "data": data}
