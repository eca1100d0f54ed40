"""Whose turn it is, and who else could take it."""

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.turns import mine, turns
from services.publisher.reviewing.verdicts import passed, proofread
from services.publisher.stories.refusal import Kind
from shared.contracts.words import DraftState, Verdict
from tests.unit.publisher.scenes import CHIEF, DESK, EDITOR1, EDITOR2, FIRST, NOON, SECOND, WRITER, draft, story


def test_who_may_act_is_not_refused_and_the_others_are_named():
    (turn,) = turns(story(draft()), EDITOR1, DESK)
    assert (turn.stage, turn.refusal) == (FIRST, None)
    assert turn.others == (CHIEF,)


def test_a_writer_is_told_why_not():
    (turn,) = turns(story(draft()), WRITER, DESK)
    assert turn.refusal is not None
    assert turn.refusal.kind is Kind.NOT_ALLOWED
    assert turn.others == (EDITOR1, CHIEF)


def test_who_signed_the_first_stage_is_not_among_those_who_may_do_the_second():
    reviewer = Reviewer(CHIEF)
    read = proofread(draft(), FIRST, reviewer, NOON)
    signed = passed(read, Decision(FIRST, Verdict.PASS), (FIRST, SECOND), reviewer, NOON)
    (turn,) = turns(story(signed), EDITOR1, DESK)
    assert (turn.stage, turn.others) == (SECOND, (EDITOR2,))


def test_drafts_of_two_stages_are_two_turns_and_mine_is_the_one_i_may_take():
    both = story(draft(), draft(DraftState.AWAITING_SECOND_REVIEW))
    found = turns(both, EDITOR2, DESK)
    assert [turn.stage for turn in found] == [FIRST, SECOND]
    chosen = mine(found)
    assert chosen is not None
    assert chosen.stage is SECOND


def test_where_nothing_waits_nobody_has_a_turn():
    assert mine(turns(story(draft(DraftState.HELD)), EDITOR1, DESK)) is None
