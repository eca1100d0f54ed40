"""Scenes for the publisher: a report, its drafts, and the people of the desk."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.verdicts import passed, proofread
from services.publisher.stories.content import Posted
from services.publisher.stories.draft import Draft, Released, Wording
from services.publisher.stories.finding import Finding, Level
from services.publisher.stories.story import Story
from shared.contracts.submissions import Block, Submission, Unit
from shared.contracts.words import BlockKind, ContentType, DraftState, Kind, Stage, Verdict
from shared.identity import Account, Role
from shared.ids import AccountId, DraftId, PersonId, StoryId, SubmissionId, new_id

NOON = datetime(2022, 12, 5, 4, 0, tzinfo=UTC)
FIRST, SECOND, EXTRA, FINAL = Stage.FIRST, Stage.SECOND, Stage.EXTRA, Stage.FINAL


def editor(name: str, *stages: Stage, duty: bool = False) -> Account:
    return Account(AccountId(name), name, name, Role.EDITOR, stages=frozenset(stages), duty=duty)


EDITOR1 = editor("editor1", FIRST)
EDITOR2 = editor("editor2", SECOND, EXTRA)
EDITOR3 = editor("editor3", FINAL)
CHIEF = editor("chief", *Stage, duty=True)
DEPUTY = editor("deputy", *Stage)
WRITER = Account(AccountId("writer1"), "writer1", "writer1", Role.WRITER)
OFFICE = Account(AccountId("minji"), "minji", "minji", Role.OFFICE)
DESK = (EDITOR1, EDITOR2, EDITOR3, CHIEF, WRITER)


def submission(**changes: Any) -> Submission:
    said: dict[str, Any] = {
        "id": SubmissionId("01900000-0000-7000-8000-000000000001"),
        "number": "2022-370100-0001",
        "revision": 1,
        "unit": Unit(code="370100", name="济南市", type="city"),
        "kind": Kind.HIGHLIGHT,
        "category": "elderly_care",
        "title": "济南社区课堂教老人用手机",
        "body": (
            Block(kind=BlockKind.PARAGRAPH, text="12月5日，济南市舜玉路街道的社区课堂坐满了老人。"),
            Block(kind=BlockKind.PARAGRAPH, text="志愿者教大家预约挂号和视频通话，86位老人完成了练习。"),
        ),
        "event_date": date(2022, 12, 5),
        "place": "济南市市中区",
        "contact": PersonId("01900000-0000-7000-8000-00000000aaaa"),
        "submitted_at": NOON,
        "deadline": datetime(2022, 12, 7, 15, 59, 59, tzinfo=UTC),
        **changes,
    }
    return Submission.model_validate(said)


def wording(text: str = "济南社区课堂教老人用手机。", *blocks: str) -> Wording:
    """`blocks`: rules that block it."""
    findings = tuple(Finding(rule, Level.BLOCK, "text", f"{rule}不合要求", "本系统规则") for rule in blocks)
    return Wording.of(ContentType.WEIBO_STATUS, {"text": text}, Posted(text=text), findings=findings)


def draft(
    state: DraftState = DraftState.AWAITING_FIRST_REVIEW,
    *,
    content_type: ContentType = ContentType.WEIBO_STATUS,
    **changes: Any,
) -> Draft:
    said = Draft(DraftId(new_id()), StoryId("story"), content_type, 1, state, wording())
    return replace(said, **changes)


def released(one: Draft, state: DraftState = DraftState.DELIVERED) -> Draft:
    return replace(
        one,
        state=state,
        released=Released(one.version, NOON, one.wording, signed=tuple(signature.id for signature in one.signatures)),
    )


def story(*drafts: Draft, **changes: Any) -> Story:
    return replace(Story(StoryId("story"), submission(), "A", drafts=drafts), **changes)


def through(one: Draft, person: Account, stage: Stage, stages: tuple[Stage, ...] = (FIRST, SECOND, FINAL)) -> Draft:
    """Proofread and passed by that person."""
    by = Reviewer(person)
    return passed(proofread(one, stage, by, NOON), Decision(stage, Verdict.PASS), stages, by, NOON)


def signed_off(one: Draft | None = None) -> Draft:
    one = through(one or draft(), EDITOR1, FIRST)
    return through(through(one, EDITOR2, SECOND), EDITOR3, FINAL)
