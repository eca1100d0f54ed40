"""What the lists ask the database is what the rules say of each story: the two agree, whatever stories there are."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.may_review import may_act
from services.publisher.stories.content import content_hash
from services.publisher.stories.draft import OUT, Act, Approval, Draft, Released
from services.publisher.stories.lead import NO_ITEM, is_lead
from services.publisher.stories.listing import Filters
from services.publisher.stories.stages import AWAITING
from services.publisher.stories.storage.lists import SqlStoryLists
from services.publisher.stories.storage.stories import SqlStories
from services.publisher.stories.story import Story, Waiver
from shared.contracts.words import ContentType, DraftState, Kind, Stage, SubmissionState
from shared.database.engine import SqlDatabase
from shared.identity import Account, Role
from shared.ids import AccountId, DraftId, StoryId, SubmissionId
from shared.words import draft_state
from tests.conftest import OpenDatabase
from tests.unit.publisher.scenes import (
    CHIEF,
    DEPUTY,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    NOON,
    OFFICE,
    WRITER,
    submission,
    wording,
)

PROMOTED = Account(AccountId("promoted"), "promoted", "promoted", Role.WRITER, stages=frozenset(Stage))
"""An editor once; now somebody whose stages count for nothing."""
PEOPLE = (EDITOR1, EDITOR2, EDITOR3, CHIEF, DEPUTY, WRITER, OFFICE, PROMOTED)
LISTS = SqlStoryLists()
STORIES = 300


@pytest.fixture
async def kept(open_database: OpenDatabase) -> tuple[SqlDatabase, dict[StoryId, Story]]:
    """Stories of every kind, as they lie in the database."""
    database = await open_database("publisher")
    made = {story.id: story for story in islice(stories(Random(20221205)), STORIES)}
    async with database.transaction() as tx:
        for story in made.values():
            await SqlStories().save(story, tx)
    async with database.reading() as view:
        return database, {id_: one for id_ in made if (one := await SqlStories().look(id_, view))}


Kept = tuple[SqlDatabase, dict[StoryId, Story]]


async def test_what_waits_for_me_is_what_i_may_review(kept: Kept):
    database, there = kept
    for person in PEOPLE:
        may = [(s, one) for s in there.values() for one in s.drafts if may_review(s, one, person)]
        async with database.reading() as view:
            page = await LISTS.waiting_for(person, Filters(), "", STORIES, view)
            number = await LISTS.waiting_count(person, view)
            weibo = await LISTS.waiting_for(person, Filters(content_type=ContentType.WEIBO_STATUS), "", STORIES, view)
        assert {one.id for row in page.items for one in row.drafts if one.mine} == {one.id for _, one in may}, (
            person.login
        )
        assert number == len(page.items) == len({s.id for s, _ in may})
        assert {row.id for row in weibo.items} == {
            s.id for s, one in may if one.content_type is ContentType.WEIBO_STATUS
        }
        assert bool(may) == (person.role is Role.EDITOR), "there is something for everybody who reviews"


async def test_the_list_of_leads_is_what_the_rule_calls_a_lead(kept: Kept):
    database, there = kept
    leads = {id_ for id_, story in there.items() if is_lead(story) and story.submission.kind is Kind.HIGHLIGHT}
    async with database.reading() as view:
        page = await LISTS.newest(Filters(leads=(Kind.HIGHLIGHT,)), "", STORIES, view)
    assert {row.id for row in page.items} == leads
    assert 0 < len(leads) < len(there)


async def test_a_row_says_of_each_draft_what_its_page_says(kept: Kept):
    database, there = kept
    async with database.reading() as view:
        rows = await LISTS.rows(list(there), view)
    told = {draft.id: (draft.state_name, draft.is_pulled, draft.corrects) for row in rows for draft in row.drafts}
    pages = {draft.id: (story, draft) for story in there.values() for draft in story.current}
    assert told.keys() == pages.keys()
    for id_, (story, draft) in pages.items():
        replaced = story.draft(draft.replaces) if draft.replaces else draft
        corrects = draft.in_correction or draft.replaces is not None
        pulled = draft.is_pulled or (replaced.is_pulled and replaced in story.current)
        name = draft_state(draft.state, draft.content_type, withheld=pulled, corrects=corrects)
        assert told[id_] == (name, pulled, corrects), draft
        assert pulled != draft.is_pulled or name == draft.state_name
    assert len({name for name, _, _ in told.values()}) > len(DraftState), "corrections have names of their own"


async def test_a_story_that_its_unit_wants_down_is_counted_listed_and_marked_alike(kept: Kept):
    database, there = kept
    wanted = {
        id_
        for id_, story in there.items()
        if story.withdrawal is not None and story.state is not SubmissionState.WITHDRAWN
    }
    async with database.reading() as view:
        page = await LISTS.newest(Filters(takedown_wanted=True), "", STORIES, view)
        rows = await LISTS.rows(list(there), view)
        counts = await LISTS.counts(view)
    assert {row.id for row in page.items} == {row.id for row in rows if row.takedown_wanted} == wanted != set()
    assert counts.takedowns_wanted == len(wanted)


def may_review(story: Story, draft: Draft, person: Account) -> bool:
    return draft.stage is not None and may_act(story, draft, draft.version, draft.stage, Reviewer(person)) is None


# What may lie in the database: more than the acts of the desk ever make of it, but nothing that contradicts itself.


def stories(dice: Random) -> Iterator[Story]:
    number = 0
    while True:
        number += 1
        yield story(dice, number)


def story(dice: Random, number: int) -> Story:
    id_ = StoryId(f"story-{number}")
    revision = dice.choice((1, 1, 2))
    sent = submission(
        id=SubmissionId(f"submission-{number}"), number=f"LB2022-370100-{number:04}", revision=revision,
        kind=dice.choice((Kind.HIGHLIGHT, Kind.HIGHLIGHT, Kind.CASE)), deadline=dice.choice((None, NOON)),
    )  # fmt: skip
    drafts: list[Draft] = []
    for content_type in (
        dict.fromkeys((ContentType.TV_ITEM, *dice.sample(tuple(ContentType), 2))) if number % 20 else ()
    ):
        for of_revision in sorted(dice.sample(range(1, revision + 1), dice.randint(1, revision))):
            before = next((one for one in drafts if one.content_type is content_type and one.is_out), None)
            drafts.append(draft(dice, f"draft-{number}-{len(drafts)}", id_, content_type, of_revision, before))
    made = Story(
        id_, sent, dice.choice("ABC"), extra=dice.random() < 0.2, waivers=tuple(waivers(dice)),
        returned=dice.choice((None, None, None, "请补照片")), withdrawal=dice.choice((None, None, None, "数据有误")),
        drafts=tuple(drafts),
    )  # fmt: skip
    return made.settled()


def draft(dice: Random, id_: str, of: StoryId, content_type: ContentType, revision: int, before: Draft | None) -> Draft:
    state = dice.choice((*DraftState, *AWAITING.values(), *sorted(NO_ITEM)))
    held_from = dice.choice(tuple(DraftState)) if state is DraftState.HELD else None
    out = state in OUT or held_from in OUT
    says = wording(f"{id_}的文字")
    released = out or dice.random() < 0.3
    return Draft(
        id=DraftId(id_), story_id=of, content_type=content_type, revision=revision, state=state,
        wording=replace(says, content_hash=content_hash(content_type, says.content, says.posted)),
        author=somebody(dice), last_editor=somebody(dice), approvals=tuple(approvals(dice, id_, says.content_hash)),
        held_from=held_from, replaces=before.id if before and dice.random() < 0.7 else None,
        released=Released(1, NOON, says, withheld=dice.random() < 0.3) if released else None,
    )  # fmt: skip


def approvals(dice: Random, of: str, now: str) -> Iterator[Approval]:
    for number in range(dice.randint(0, 3)):
        yield Approval(
            id=f"{of}-{number}", stage=dice.choice(tuple(Stage)), act=dice.choice(tuple(Act)),
            by=dice.choice(PEOPLE).id, name="某某", content_hash=dice.choice((now, now, "0" * 64)), at=NOON,
            on_behalf_of=somebody(dice), voided_at=dice.choice((None, None, NOON)),
        )  # fmt: skip


def waivers(dice: Random) -> Iterator[Waiver]:
    if dice.random() < 0.15:
        yield Waiver(dice.choice(tuple(Stage)), dice.choice(PEOPLE).id, "某某")


def somebody(dice: Random) -> AccountId | None:
    return dice.choice((None, None, None, dice.choice(PEOPLE).id))
