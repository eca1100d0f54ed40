"""分级 and 加审 by hand."""

from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.may_review import may_act
from services.publisher.reviewing.planning import may_plan, nobody_left_to_sign, placed, planned
from services.publisher.reviewing.turns import turns
from services.publisher.reviewing.verdicts import held
from services.publisher.stories.pulling import resumed
from services.publisher.stories.refusal import Kind
from shared.contracts.words import ContentType, DraftState, Stage
from tests.unit.publisher.scenes import (
    CHIEF,
    DESK,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FINAL,
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
    after = planned(story(one), "A", CHIEF, NOON, extra=True)
    assert after.drafts[0].stage is Stage.EXTRA
    assert after.drafts[0].signers == (EDITOR1.id, EDITOR2.id)


def test_without_a_second_review_a_draft_that_waited_for_it_goes_to_the_final_one():
    after = planned(story(through(draft(), EDITOR1, FIRST)), "B", CHIEF, NOON, extra=False)
    assert after.drafts[0].stage is Stage.FINAL


def test_a_raised_level_takes_a_draft_back_to_the_stage_it_has_not_passed():
    one = through(draft(), EDITOR1, FIRST, (FIRST, Stage.FINAL))
    after = planned(story(one, level="B"), "A", CHIEF, NOON, extra=False)
    assert after.drafts[0].stage is Stage.SECOND


def test_what_is_signed_off_and_not_out_goes_back_where_more_is_asked():
    after = planned(story(signed_off()), "A", CHIEF, NOON, extra=True)
    assert after.drafts[0].stage is Stage.EXTRA
    assert after.drafts[0].signers == (EDITOR1.id, EDITOR2.id), "the final signature is given again, after 加审"


def test_what_is_signed_off_stays_where_no_more_is_asked_and_what_is_held_or_out_always():
    drafts = (signed_off(), held(draft(content_type=ContentType.TV_ITEM)), released(signed_off()))
    after = planned(story(*drafts), "B", CHIEF, NOON, extra=False)
    assert [one.state for one in after.drafts] == [DraftState.SIGNED_OFF, DraftState.HELD, DraftState.DELIVERED]
    assert [one.state for one in planned(story(*drafts[1:]), "A", CHIEF, NOON, extra=True).drafts] == [
        DraftState.HELD,
        DraftState.DELIVERED,
    ]


def test_a_draft_that_was_held_while_the_level_was_raised_comes_back_to_the_stage_it_lacks():
    waiting = held(through(draft(), EDITOR1, FIRST, (FIRST, Stage.FINAL)))
    back = placed(resumed(waiting, DraftState.AWAITING_FIRST_REVIEW), (FIRST, SECOND, Stage.FINAL), NOON)
    assert back.stage is Stage.SECOND


def test_anybody_who_reviews_may_ask_for_more_and_only_the_last_for_less():
    whole, more = story(draft()), story(draft(), extra=True)
    assert may_plan(whole, None, "A", "", EDITOR1, extra=True) is None
    assert may_plan(whole, None, "B", "加急", EDITOR1, extra=False).kind is Kind.NOT_ALLOWED
    assert may_plan(more, None, "A", "加急", EDITOR1, extra=False).kind is Kind.NOT_ALLOWED, "加审 is a review too"
    assert may_plan(whole, None, "C", "加急", EDITOR3, extra=False) is None
    assert may_plan(whole, None, "A", "", WRITER, extra=False).kind is Kind.NOT_ALLOWED
    assert may_plan(whole, 9, "A", "", CHIEF, extra=False).kind is Kind.STALE


def test_less_is_asked_with_a_reason_and_by_nobody_who_has_signed():
    whole = story(draft())
    assert may_plan(whole, None, "B", " ——", CHIEF, extra=False).errors == (("reason", "减少审级须写明原因。"),)
    signed = story(through(draft(), CHIEF, FIRST), draft(content_type=ContentType.TV_ITEM))
    assert may_plan(signed, None, "B", "加急", CHIEF, extra=False).kind is Kind.SEPARATION
    assert may_plan(signed, None, "B", "加急", EDITOR3, extra=False) is None
    out = story(released(signed_off()), draft(content_type=ContentType.TV_ITEM))
    assert may_plan(out, None, "B", "加急", EDITOR3, extra=False) is None, "what is out is none of the plan's business"


def test_whoever_left_out_a_review_signs_nothing_until_it_is_asked_for_again():
    one = draft()
    lower = planned(story(one), "C", CHIEF, NOON, extra=False)
    (waiting,) = lower.drafts
    refusal = may_act(lower, waiting, waiting.version, FINAL, Reviewer(CHIEF))
    assert refusal.kind is Kind.SEPARATION
    assert refusal.detail == "审核人不得重复：您减少过本稿的审级，不能再审，请由其他人员审核。"
    assert may_act(lower, waiting, waiting.version, FINAL, Reviewer(EDITOR3)) is None
    assert [turn.others for turn in turns(lower, CHIEF, DESK)] == [(EDITOR3,)]
    half = planned(lower, "B", EDITOR1, NOON, extra=False)
    assert half.waived_by == {CHIEF.id}, "the second review is still left out"
    whole = planned(half, "A", EDITOR1, NOON, extra=False)
    assert whole.waived_by == set()
    (waiting,) = whole.drafts
    assert may_act(whole, waiting, waiting.version, FIRST, Reviewer(CHIEF)) is None


def test_each_who_left_out_a_review_is_kept():
    after = planned(planned(story(draft()), "B", CHIEF, NOON, extra=False), "C", EDITOR3, NOON, extra=False)
    assert [(waiver.stage, waiver.by) for waiver in after.waivers] == [(SECOND, CHIEF.id), (FIRST, EDITOR3.id)]


def test_less_is_refused_where_nobody_would_be_left_to_sign():
    after = planned(story(draft()), "C", CHIEF, NOON, extra=False)
    assert nobody_left_to_sign(after, DESK) is None
    refusal = nobody_left_to_sign(after, (EDITOR1, EDITOR2, CHIEF))
    assert refusal.kind is Kind.NOBODY_LEFT
    assert "终审" in refusal.detail
