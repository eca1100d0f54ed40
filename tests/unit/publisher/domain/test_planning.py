"""分级 and 加审 by hand."""

from services.publisher.domain.planning import may_plan, planned
from services.publisher.domain.refusal import Kind
from services.publisher.domain.verdicts import held
from shared.contracts.words import ContentType, DraftState, Stage
from tests.unit.publisher.scenes import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FIRST,
    SECOND,
    WRITER,
    draft,
    signed_off,
    story,
    through,
)


def test_an_extra_stage_is_put_before_the_final_one_for_drafts_that_wait_for_it():
    one = through(through(draft(), EDITOR1, FIRST), EDITOR2, SECOND)
    after = planned(story(one), "A", extra=True)
    assert after.drafts[0].stage is Stage.EXTRA
    assert after.drafts[0].signers == (EDITOR1.id, EDITOR2.id)


def test_without_a_second_review_a_draft_that_waited_for_it_goes_to_the_final_one():
    after = planned(story(through(draft(), EDITOR1, FIRST)), "B", extra=False)
    assert after.drafts[0].stage is Stage.FINAL


def test_a_raised_level_takes_a_draft_back_to_the_stage_it_has_not_passed():
    one = through(draft(), EDITOR1, FIRST, (FIRST, Stage.FINAL))
    after = planned(story(one, level="B"), "A", extra=False)
    assert after.drafts[0].stage is Stage.SECOND


def test_what_is_signed_off_or_held_stays_where_it_is():
    drafts = (signed_off(), held(draft(content_type=ContentType.TV_ITEM)))
    after = planned(story(*drafts), "A", extra=True)
    assert [one.state for one in after.drafts] == [DraftState.SIGNED_OFF, DraftState.HELD]


def test_anybody_who_reviews_may_ask_for_more_and_only_the_last_for_less():
    whole = story(draft())
    assert may_plan(whole, None, "A", EDITOR1) is None
    assert may_plan(whole, None, "B", EDITOR1).kind is Kind.NOT_ALLOWED
    assert may_plan(whole, None, "C", EDITOR3) is None
    assert may_plan(whole, None, "A", WRITER).kind is Kind.NOT_ALLOWED
    assert may_plan(whole, 9, "A", CHIEF).kind is Kind.STALE
