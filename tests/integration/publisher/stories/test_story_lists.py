"""待我审核: the list holds exactly what the rules would let that person do."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.editing import edited
from services.publisher.reviewing.may_review import may_act
from services.publisher.reviewing.verdicts import passed, proofread, sent_back
from services.publisher.stories.draft import Draft
from services.publisher.stories.listing import Filters
from services.publisher.stories.storage.lists import SqlStoryLists
from services.publisher.stories.storage.stories import SqlStories
from services.publisher.stories.story import Story, Waiver
from shared.contracts.words import DraftState, Verdict
from shared.identity import Account
from shared.ids import AccountId
from tests.conftest import OpenDatabase
from tests.unit.publisher.scenes import (
    CHIEF,
    DEPUTY,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FINAL,
    FIRST,
    NOON,
    OFFICE,
    SECOND,
    WRITER,
    draft,
    story,
    through,
    wording,
)

PEOPLE = (EDITOR1, EDITOR2, EDITOR3, CHIEF, DEPUTY, WRITER, OFFICE)


def on_behalf() -> Draft:
    """DEPUTY has signed for CHIEF."""
    by = Reviewer(DEPUTY, CHIEF)
    return passed(proofread(draft(), FIRST, by, NOON), Decision(FIRST, Verdict.PASS), (FIRST, SECOND, FINAL), by, NOON)


def waived(*people: AccountId) -> Story:
    return story(draft(), waivers=tuple(Waiver(SECOND, person, person) for person in people))


SCENES: dict[str, tuple[Callable[[], Story], set[str]]] = {
    "nobody has touched it": (lambda: story(draft()), {"editor1", "chief", "deputy"}),
    "its next stage": (lambda: story(through(draft(), EDITOR1, FIRST)), {"editor2", "chief", "deputy"}),
    "signed at another stage": (lambda: story(through(draft(), CHIEF, FIRST)), {"editor2", "deputy"}),
    "only proofread at another stage": (
        lambda: story(through(proofread(draft(), FIRST, Reviewer(CHIEF), NOON), EDITOR1, FIRST)),
        {"editor2", "deputy"},
    ),
    "proofread at this very stage": (
        lambda: story(proofread(draft(), FIRST, Reviewer(CHIEF), NOON)),
        {"editor1", "chief", "deputy"},
    ),
    "signed on behalf": (lambda: story(on_behalf()), {"editor2"}),
    "a signature that is void": (
        lambda: story(sent_back(through(through(draft(), EDITOR1, FIRST), CHIEF, SECOND), FIRST, NOON)),
        {"editor1", "chief", "deputy"},
    ),
    "a signature of another wording": (
        lambda: story(replace(through(draft(), CHIEF, FIRST), wording=wording("别的文字"))),
        {"editor2", "chief", "deputy"},
    ),
    "left out one of its reviews": (lambda: waived(CHIEF.id), {"editor1", "deputy"}),
    "both left out reviews": (lambda: waived(CHIEF.id, DEPUTY.id), {"editor1"}),
    "written by": (lambda: story(replace(draft(), author=CHIEF.id)), {"editor1", "deputy"}),
    "last edited by": (
        lambda: story(edited(draft(), wording("改"), DEPUTY, DraftState.AWAITING_FIRST_REVIEW, NOON)),
        {"editor1", "chief"},
    ),
    "set aside": (lambda: story(draft(DraftState.HELD, held_from=DraftState.AWAITING_FIRST_REVIEW)), set()),
}


@pytest.mark.parametrize("scene", SCENES)
async def test_a_story_is_in_the_list_of_those_who_may_review_it_and_of_nobody_else(
    open_database: OpenDatabase, scene: str
):
    make, expected = SCENES[scene]
    whole, database = make(), await open_database("publisher")
    async with database.transaction() as tx:
        await SqlStories().save(whole, tx)
    assert {person.id for person in PEOPLE if allowed(whole, person)} == expected
    async with database.reading() as view:
        for person in PEOPLE:
            page = await SqlStoryLists().waiting_for(person, Filters(), "", 10, view)
            assert [one.mine for row in page.items for one in row.drafts] == [True] * (person.id in expected), person
            assert await SqlStoryLists().waiting_count(person, view) == (person.id in expected), person


def allowed(whole: Story, person: Account) -> bool:
    (one,) = whole.drafts
    return one.stage is not None and may_act(whole, one, one.version, one.stage, Reviewer(person)) is None
