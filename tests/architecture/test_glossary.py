"""The glossary names what exists, and the state diagram shows the ways that the rules know: no more, no fewer."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.publisher.feed.item import ChangeType, ItemStatus
from services.publisher.releasing.delivery import delivered, may_be_published, may_withdraw, published, withdrawn
from services.publisher.releasing.hold_draft import may_hold
from services.publisher.releasing.resume_draft import may_resume
from services.publisher.reviewing.editing import edited, may_edit, taken_back
from services.publisher.reviewing.planning import planned
from services.publisher.reviewing.verdicts import held, rejected, returned_to_unit, sent_back
from services.publisher.stories.draft import Draft
from services.publisher.stories.ledger.entry import Action
from services.publisher.stories.pulling import resumed, withheld
from services.publisher.stories.revisions import is_news, revised, withdrawn_by_unit
from services.publisher.stories.stages import STAGE_OF, order
from services.publisher.stories.story import Story
from services.publisher.stories.words import ACTIONS
from shared.contracts.words import DraftState, Kind, Stage, SubmissionState, Verdict
from shared.words import DRAFT_STATES, KINDS, STAGES, SUBMISSION_STATES, VERDICTS
from tests.unit.publisher.scenes import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    NOON,
    WRITER,
    draft,
    story,
    submission,
    wording,
)
from tests.unit.publisher.scenes import through as through_stage

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text("utf-8")
ROW = re.compile(r"^\| (?P<chinese>[^|]+?) \| `(?P<word>[\w.]+)` \|", re.MULTILINE)
ARROW = re.compile(r"^\s+(?P<before>\w+) --> (?P<after>\w+): (?P<acts>.+)$", re.MULTILINE)
SIGNERS = {Stage.FIRST: EDITOR1, Stage.SECOND: EDITOR2, Stage.EXTRA: CHIEF, Stage.FINAL: EDITOR3}

Edge = tuple[str, str, str]


def rows() -> set[tuple[str, str]]:
    return {(row["chinese"], row["word"]) for row in ROW.finditer(GLOSSARY)}


@pytest.mark.parametrize("names", [DRAFT_STATES, SUBMISSION_STATES, STAGES, VERDICTS, KINDS, ACTIONS], ids=str)
def test_every_word_stands_in_the_glossary_as_people_read_it(names: dict[str, str]):
    assert {(chinese, str(word)) for word, chinese in names.items()} <= rows()


def test_the_glossary_names_nothing_that_is_gone():
    known = {
        str(word)
        for words in (DraftState, SubmissionState, Stage, Verdict, Kind, Action, ChangeType, ItemStatus)
        for word in words
    }
    assert {word for _, word in rows()} - known == set()


def test_the_diagram_shows_every_way_a_draft_can_go():
    shown = {
        (arrow["before"], arrow["after"], act)
        for arrow in ARROW.finditer(GLOSSARY)
        for act in arrow["acts"].split("、")
    }
    assert shown == walked()


def walked() -> set[Edge]:
    """From a new draft, by every act, as long as something new comes of it."""
    first = story(draft())
    seen: dict[tuple[object, ...], Story] = {}
    waiting = [first]
    edges: set[Edge] = set()
    while waiting:
        now = waiting.pop()
        if (place := _place(now)) in seen:
            continue
        seen[place] = now
        for act, after in _after(now):
            before, later = _shown(now.drafts[0].state), _shown(after.drafts[0].state)
            if before != later:
                edges.add((before, later, act))
            waiting.append(after)
    return edges


def _shown(state: DraftState) -> str:
    """The diagram has one place for all reviews; which of them follow each other is the plan's business."""
    return "in_review" if state in STAGE_OF else state


def _place(now: Story) -> tuple[object, ...]:
    """What the rules look at: enough to tell two lives of a draft apart."""
    one = now.drafts[0]
    out = (one.released.state, one.released.withheld) if one.released else None
    signed = frozenset(signature.stage for signature in one.signatures)
    return one.state, one.held_from, out, signed, now.level, now.extra, now.withdrawal, now.returned, len(now.drafts)


def _after(now: Story) -> Iterator[tuple[str, Story]]:
    for act, do in ACTS.items():
        for after in do(now, now.drafts[0]):
            yield act, after


def _passed(now: Story, one: Draft) -> Iterator[Story]:
    if one.stage:
        yield now.with_drafts(through_stage(one, SIGNERS[one.stage], one.stage, now.stages))


def _sent_back(now: Story, one: Draft) -> Iterator[Story]:
    if one.stage:
        for stage in now.stages:
            if order(stage) < order(one.stage):
                yield now.with_drafts(sent_back(one, stage, NOON))


def _returned(now: Story, one: Draft) -> Iterator[Story]:
    if one.is_open:
        yield returned_to_unit(now, "请核实", NOON)


def _rejected(now: Story, one: Draft) -> Iterator[Story]:
    if one.is_open:
        yield now.with_drafts(rejected(one, NOON))


def _set_aside(now: Story, one: Draft) -> Iterator[Story]:
    if not one.is_usable and may_hold(one, None, CHIEF) is None:
        yield now.with_drafts(held(one))


def _withheld(now: Story, one: Draft) -> Iterator[Story]:
    if one.is_usable and may_hold(one, None, CHIEF) is None:
        yield now.with_drafts(withheld(one))


def _resumed(now: Story, one: Draft) -> Iterator[Story]:
    if may_resume(one, None, CHIEF) is None:
        yield now.with_drafts(resumed(one, now.first_state))


def _edited(now: Story, one: Draft) -> Iterator[Story]:
    if taken_back(now) is None and may_edit(one, one.version, WRITER) is None:
        yield now.with_drafts(edited(one, wording("改过的稿"), WRITER, now.first_state, NOON))


def _released(now: Story, one: Draft) -> Iterator[Story]:
    if one.state is DraftState.SIGNED_OFF:
        yield delivered(now, one.id, NOON)


def _registered(now: Story, one: Draft) -> Iterator[Story]:
    if may_be_published(one) is None:
        yield now.with_drafts(published(one, "https://example.org/"))


def _withdrawn(now: Story, one: Draft) -> Iterator[Story]:
    if may_withdraw(one, CHIEF) is None:
        yield withdrawn(now, one.id, NOON)


def _planned(now: Story, _: Draft) -> Iterator[Story]:
    yield planned(now, "C", CHIEF, NOON, extra=False)
    yield planned(now, "A", CHIEF, NOON, extra=True)
    yield planned(now, "A", CHIEF, NOON, extra=False)


def _revised(now: Story, one: Draft) -> Iterator[Story]:
    new = submission(revision=2)
    if is_news(now, new):
        correction = draft(content_type=one.content_type, revision=2)
        yield revised(now, new, now.level, [correction], NOON)


def _overtaken(now: Story, one: Draft) -> Iterator[Story]:
    """The draft of the new revision is signed and released in its place."""
    for successor in now.drafts[1:]:
        signed = successor
        while signed.stage:
            signed = through_stage(signed, SIGNERS[signed.stage], signed.stage, now.stages)
        if one.is_out and signed.state is DraftState.SIGNED_OFF:
            yield delivered(now.with_drafts(signed), signed.id, NOON)


def _recalled(now: Story, _: Draft) -> Iterator[Story]:
    if now.withdrawal is None:
        yield withdrawn_by_unit(now, "有误", NOON)


ACTS: dict[str, Callable[[Story, Draft], Iterator[Story]]] = {
    "通过": _passed,
    "退回前一环节": _sent_back,
    "退回报送单位": _returned,
    "退稿": _rejected,
    "备用": _set_aside,
    "暂缓": _withheld,
    "恢复": _resumed,
    "修改": _edited,
    "发稿": _released,
    "登记发布": _registered,
    "撤稿": _withdrawn,
    "调整审级": _planned,
    "来稿新版": _revised,
    "新版发稿": _overtaken,
    "单位撤回": _recalled,
}
