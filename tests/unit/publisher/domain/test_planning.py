"""分级 and 加审 by hand."""

from services.publisher.domain.planning import may_plan, placed, planned
from services.publisher.domain.refusal import Kind
from services.publisher.domain.verdicts import held, resumed
from shared.contracts.words import ContentType, DraftState, Stage
from tests.unit.publisher.scenes import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FIRST,
    NOON,
    SECOND,
    WRITER,
    draft,
    released,
    signed_off,
    story,
    through,
)


def test_an_extra_stage_is_put_before_the_final_one_for_drafts_that_wait_for_it():
    one = through(through(draft(), EDITOR1, FIRST), EDITOR2, SECOND)
    after = planned(story(one), "A", NOON, extra=True)
    assert after.drafts[0].stage is Stage.EXTRA
    assert after.drafts[0].signers == (EDITOR1.id, EDITOR2.id)


def test_without_a_second_review_a_draft_that_waited_for_it_goes_to_the_final_one():
    after = planned(story(through(draft(), EDITOR1, FIRST)), "B", NOON, extra=False)
    assert after.drafts[0].stage is Stage.FINAL


def test_a_raised_level_takes_a_draft_back_to_the_stage_it_has_not_passed():
    one = through(draft(), EDITOR1, FIRST, (FIRST, Stage.FINAL))
    after = planned(story(one, level="B"), "A", NOON, extra=False)
    assert after.drafts[0].stage is Stage.SECOND


def test_what_is_signed_off_and_not_out_goes_back_where_more_is_asked():
    after = planned(story(signed_off()), "A", NOON, extra=True)
    assert after.drafts[0].stage is Stage.EXTRA
    assert after.drafts[0].signers == (EDITOR1.id, EDITOR2.id), "the final signature is given again, after 加审"


def test_what_is_signed_off_stays_where_no_more_is_asked_and_what_is_held_or_out_always():
    drafts = (signed_off(), held(draft(content_type=ContentType.TV_ITEM)), released(signed_off()))
    after = planned(story(*drafts), "B", NOON, extra=False)
    assert [one.state for one in after.drafts] == [DraftState.SIGNED_OFF, DraftState.HELD, DraftState.DELIVERED]
    assert [one.state for one in planned(story(*drafts[1:]), "A", NOON, extra=True).drafts] == [
        DraftState.HELD,
        DraftState.DELIVERED,
    ]


def test_a_draft_that_was_held_while_the_level_was_raised_comes_back_to_the_stage_it_lacks():
    waiting = held(through(draft(), EDITOR1, FIRST, (FIRST, Stage.FINAL)))
    back = placed(resumed(waiting, DraftState.AWAITING_FIRST_REVIEW), (FIRST, SECOND, Stage.FINAL), NOON)
    assert back.stage is Stage.SECOND


def test_anybody_who_reviews_may_ask_for_more_and_only_the_last_for_less():
    whole = story(draft())
    assert may_plan(whole, None, "A", EDITOR1) is None
    assert may_plan(whole, None, "B", EDITOR1).kind is Kind.NOT_ALLOWED
    assert may_plan(whole, None, "C", EDITOR3) is None
    assert may_plan(whole, None, "A", WRITER).kind is Kind.NOT_ALLOWED
    assert may_plan(whole, 9, "A", CHIEF).kind is Kind.STALE
