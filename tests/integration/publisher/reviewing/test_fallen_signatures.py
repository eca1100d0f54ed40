"""Whoever's proof or signature falls is named in what is said of the act, whichever way it fell."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from shared.bus.tables import outbox
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from tests.integration.publisher.desk_scene import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FIRST,
    SECOND,
    WRITER,
    Desk,
)

WEIBO = ContentType.WEIBO_STATUS
Act = Callable[[Desk, Submission], Awaitable[Any]]


async def in_second_review(desk: Desk) -> Submission:
    """Signed by one."""
    sent = await desk.receive()
    status, _ = await desk.review_story(await desk.story(sent), EDITOR1, FIRST)
    assert status == 200
    return sent


async def signed_off(desk: Desk) -> Submission:
    sent = await desk.receive()
    await desk.signed(sent)
    return sent


async def out(desk: Desk) -> Submission:
    sent = await signed_off(desk)
    await desk.release()
    return sent


async def out_with_a_correction_in_second_review(desk: Desk) -> Submission:
    sent = await out(desk)
    _, draft = await desk.edit(await desk.draft(sent), WRITER, text="更正后的正文。")
    await desk.through(draft, EDITOR1, FIRST)
    return sent


async def out_with_a_signed_correction_from_its_unit(desk: Desk) -> Submission:
    sent = await out(desk)
    revised = await desk.receive(id=sent.id, number=sent.number, revision=2, title="单位改过的标题")
    await desk.signed(revised)
    return sent


async def set_aside_before_the_plan_grew(desk: Desk) -> Submission:
    sent = await desk.receive()
    story = await desk.story(sent)
    await desk.post(f"/api/v1/stories/{story['id']}/plan", EDITOR3, {"level": "C", "reason": "时效要求高"})
    draft = await desk.through(await desk.draft(sent), CHIEF, "final")
    await desk.post(f"/api/v1/drafts/{draft['id']}/holds", EDITOR1, {})
    await desk.post(f"/api/v1/stories/{story['id']}/plan", EDITOR1, {"level": "A"})
    return sent


def verdict(token: str, stage: str, verdict: str, **said: Any) -> Act:
    async def act(desk: Desk, sent: Submission) -> Any:
        return await desk.review(await desk.draft(sent), token, stage, verdict, opinion="数字请核实", **said)

    return act


def on_draft(call: str, token: str, **said: Any) -> Act:
    async def act(desk: Desk, sent: Submission) -> Any:
        return await desk.post(f"/api/v1/drafts/{(await desk.draft(sent))['id']}/{call}", token, said)

    return act


async def edited(desk: Desk, sent: Submission) -> Any:
    return await desk.edit(await desk.draft(sent), WRITER, text="改过的正文。")


async def revised(desk: Desk, sent: Submission) -> Any:
    await desk.receive(id=sent.id, number=sent.number, revision=2)


async def recalled(desk: Desk, sent: Submission) -> Any:
    await desk.withdraw(sent)


async def released(desk: Desk, _: Submission) -> Any:
    await desk.release()


WAYS = [
    (in_second_review, edited),
    (in_second_review, verdict(EDITOR2, SECOND, "return", to="first")),
    (in_second_review, verdict(EDITOR2, SECOND, "return", to="submitter")),
    (in_second_review, verdict(EDITOR2, SECOND, "reject")),
    (in_second_review, revised),
    (in_second_review, recalled),
    (signed_off, on_draft("withdrawals", CHIEF, reason="有误")),
    (out, edited),
    (out, on_draft("withdrawals", CHIEF, reason="有误")),
    (out_with_a_correction_in_second_review, verdict(EDITOR2, SECOND, "reject")),
    (out_with_a_correction_in_second_review, revised),
    (out_with_a_correction_in_second_review, recalled),
    (out_with_a_signed_correction_from_its_unit, released),
    (set_aside_before_the_plan_grew, on_draft("resumptions", EDITOR1)),
]


@pytest.mark.parametrize(("scene", "act"), WAYS)
async def test_those_whose_signatures_fall_are_named(
    desk: Desk, scene: Callable[[Desk], Awaitable[Submission]], act: Act
):
    sent = await scene(desk)
    stood, said = await standing(desk, sent), len(await events(desk))
    desk.clock.advance(seconds=5)
    answer = await act(desk, sent)
    assert answer is None or answer[0] == 200, answer
    fallen = {person for approval, person in stood.items() if approval not in await standing(desk, sent)}
    told = {person for event in (await events(desk))[said:] for person in event["data"].get("signers", ())}
    assert fallen
    assert told == fallen


async def test_a_plan_that_voids_signatures_says_of_which_stages(desk: Desk):
    sent = await desk.receive()
    story = await desk.story(sent)
    await desk.post(f"/api/v1/stories/{story['id']}/plan", EDITOR3, {"level": "C", "reason": "时效要求高"})
    await desk.through(await desk.draft(sent), CHIEF, "final")
    await desk.post(f"/api/v1/stories/{story['id']}/plan", EDITOR1, {"level": "A"})
    assert [event["data"]["voided"] for event in await events(desk) if event["type"] == "story.planned"] == [
        [],
        ["final"],
    ]


async def standing(desk: Desk, sent: Submission) -> dict[str, str]:
    """Every approval of the story that counts now, and whose it is."""
    story = await desk.story(sent)
    return {
        f"{draft['id']} {signed['stage']} {signed['act']} {signed['at']}": signed["by"]
        for draft in (*story["drafts"], *story["earlier_drafts"])
        for signed in draft["approvals"]
        if signed["voided_at"] is None and signed["content_hash"] == draft["content_hash"]
    }


async def events(desk: Desk) -> list[Any]:
    async with desk.database.reading() as view:
        bodies = (await view.connection.execute(sa.select(outbox.c.body).order_by(outbox.c.id))).scalars()
        return [json.loads(body) for body in bodies]
