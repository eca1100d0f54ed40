"""The rules of 三审三校 on one draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.editing import edited
from services.publisher.reviewing.may_review import may_act, may_pass
from services.publisher.reviewing.verdicts import held, passed, proofread, rejected, returned, sent_back
from services.publisher.stories.draft import Act, Draft, Override
from services.publisher.stories.pulling import resumed, withheld
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.stages import AWAITING, Level, stages_of
from shared.contracts.words import ContentType, DraftState, Stage, Verdict
from tests.unit.publisher.scenes import (
    CHIEF,
    DEPUTY,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    EXTRA,
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
    wording,
)

A = stages_of("A")


def refused(refusal: Refusal | None) -> Kind:
    assert refusal is not None
    return refusal.kind


@pytest.mark.parametrize(
    ("level", "extra", "stages"),
    [
        ("A", False, (FIRST, SECOND, FINAL)),
        ("B", False, (FIRST, FINAL)),
        ("C", False, (FINAL,)),
        ("A", True, (FIRST, SECOND, EXTRA, FINAL)),
        ("C", True, (EXTRA, FINAL)),
    ],
)
def test_each_level_has_its_stages_and_the_extra_one_stands_before_the_final(
    level: Level, extra: bool, stages: tuple[Stage, ...]
):
    assert stages_of(level, extra=extra) == stages


def test_three_people_lead_a_draft_to_signing():
    one = through(draft(), EDITOR1, FIRST)
    assert one.state is DraftState.AWAITING_SECOND_REVIEW
    one = through(one, EDITOR2, SECOND)
    assert one.state is DraftState.AWAITING_FINAL_REVIEW
    one = through(one, EDITOR3, FINAL)
    assert one.state is DraftState.SIGNED_OFF
    assert one.signers == (EDITOR1.id, EDITOR2.id, EDITOR3.id)
    assert one.version == 4


def test_level_b_goes_from_the_first_review_to_the_final_one():
    assert through(draft(), EDITOR1, FIRST, stages_of("B")).state is DraftState.AWAITING_FINAL_REVIEW


def test_a_proof_neither_moves_the_draft_nor_makes_a_new_version():
    one = draft()
    read = proofread(one, FIRST, Reviewer(EDITOR1), NOON, "已校")
    assert (read.state, read.version) == (one.state, one.version)
    assert read.signatures[0].opinion == "已校"


def test_the_same_proof_twice_is_one_proof():
    read = proofread(draft(), FIRST, Reviewer(EDITOR1), NOON)
    assert proofread(read, FIRST, Reviewer(EDITOR1), NOON) is read


def test_a_proof_of_one_stage_or_by_one_person_does_not_stand_for_another():
    read = proofread(draft(), FIRST, Reviewer(CHIEF), NOON)
    read = proofread(read, SECOND, Reviewer(CHIEF), NOON)
    read = proofread(read, SECOND, Reviewer(EDITOR2), NOON)
    assert [(one.stage, one.by) for one in read.signatures] == [
        (FIRST, CHIEF.id), (SECOND, CHIEF.id), (SECOND, EDITOR2.id),
    ]  # fmt: skip


def test_who_has_reviewed_a_stage_has_not_proofread_it():
    signed = passed(draft(), Decision(FIRST, Verdict.PASS), A, Reviewer(CHIEF), NOON)
    assert [one.act for one in proofread(signed, FIRST, Reviewer(CHIEF), NOON).signatures] == [Act.REVIEW, Act.PROOF]


def test_refusals_come_in_their_fixed_order():
    one = replace(draft(), last_editor=WRITER.id, version=3)
    assert refused(may_act(story(), one, 2, FINAL, Reviewer(WRITER))) is Kind.STALE
    assert refused(may_act(story(), one, 3, FINAL, Reviewer(WRITER))) is Kind.WRONG_STAGE
    assert refused(may_act(story(), one, 3, FIRST, Reviewer(WRITER))) is Kind.NOT_ALLOWED
    assert refused(may_act(story(), replace(one, last_editor=CHIEF.id), 3, FIRST, Reviewer(CHIEF))) is Kind.SEPARATION
    blocked = replace(one, wording=wording("x", "weibo.text.too-long"))
    assert may_act(story(), blocked, 3, FIRST, Reviewer(CHIEF)) is None
    assert refused(may_pass(blocked, FIRST, ())) is Kind.PROOF_MISSING
    assert refused(may_pass(proofread(blocked, FIRST, Reviewer(CHIEF), NOON), FIRST, ())) is Kind.BLOCKED


def test_an_editor_without_the_stage_may_not_review_it():
    assert refused(may_act(story(), draft(), 1, FIRST, Reviewer(EDITOR2))) is Kind.NOT_ALLOWED


def test_who_passed_one_stage_may_not_do_the_next():
    one = through(draft(), CHIEF, FIRST)
    refusal = may_act(story(), one, one.version, SECOND, Reviewer(CHIEF))
    assert refused(refusal) is Kind.SEPARATION
    assert refusal.detail == "审核人不得重复：chief已在初审环节校对过本稿，请由其他人员进行复审。"


def test_who_only_proofread_one_stage_may_not_review_the_next():
    read = proofread(draft(), FIRST, Reviewer(CHIEF), NOON)
    one = passed(read, Decision(FIRST, Verdict.PASS), A, Reviewer(EDITOR1), NOON)
    assert refused(may_act(story(), one, one.version, SECOND, Reviewer(CHIEF))) is Kind.SEPARATION


def test_a_proofreader_may_review_the_same_stage():
    read = proofread(draft(), FIRST, Reviewer(EDITOR1), NOON)
    assert may_act(story(), read, 1, FIRST, Reviewer(EDITOR1)) is None
    assert may_pass(read, FIRST, ()) is None


@pytest.mark.parametrize("part", ["author", "last_editor"])
def test_nobody_reviews_what_they_wrote_or_edited(part: str):
    refusal = may_act(story(), replace(draft(), **{part: CHIEF.id}), 1, FIRST, Reviewer(CHIEF))
    assert refused(refusal) is Kind.SEPARATION
    assert refusal.detail == "审核人不得重复：您编辑过本稿，不能再审，请由其他人员审核。"


def test_a_proof_of_another_wording_counts_for_nothing():
    read = proofread(draft(), FIRST, Reviewer(EDITOR1), NOON)
    assert refused(may_pass(replace(read, wording=wording("改过的文字")), FIRST, ())) is Kind.PROOF_MISSING


def test_a_proof_of_an_earlier_stage_is_no_proof_of_this_one():
    one = through(draft(), EDITOR1, FIRST)
    assert refused(may_pass(one, SECOND, ())) is Kind.PROOF_MISSING


def test_a_blocking_finding_is_overridden_by_rule_and_field_with_a_reason_that_is_kept():
    one = proofread(replace(draft(), wording=wording("x", "a", "b")), FIRST, Reviewer(EDITOR1), NOON)
    given = (Override("a", "text", "引用原文"),)
    assert "b" in may_pass(one, FIRST, given).errors[0][1]
    both = (*given, Override("b", "text", "已核实"), Override("absent", "text", "多余"))
    assert may_pass(one, FIRST, both) is None
    signed = passed(one, Decision(FIRST, Verdict.PASS, overrides=both), A, Reviewer(EDITOR1), NOON)
    assert [override.rule for override in signed.approvals[-1].overrides] == ["a", "b"]


def test_a_reason_given_for_another_field_or_rule_lets_nothing_pass():
    one = proofread(replace(draft(), wording=wording("x", "a")), FIRST, Reviewer(EDITOR1), NOON)
    assert refused(may_pass(one, FIRST, (Override("a", "title", "引用原文"),))) is Kind.BLOCKED
    assert refused(may_pass(one, FIRST, (Override("b", "text", "引用原文"),))) is Kind.BLOCKED
    assert may_pass(one, FIRST, (Override("a", "text", "引用原文"),)) is None


def test_a_reason_that_names_the_findings_words_is_for_that_finding_alone():
    said = wording("x", "a", "a")
    one, other = (replace(finding, message=f"第{n}处") for n, finding in enumerate(said.findings, 1))
    both = replace(draft(), wording=replace(said, findings=(one, other)))
    read = proofread(both, FIRST, Reviewer(EDITOR1), NOON)
    exact = (Override("a", "text", "引用原文", one.message),)
    assert [message for _, message in may_pass(read, FIRST, exact).errors] == ["第2处（a）"]
    assert may_pass(read, FIRST, (*exact, Override("a", "text", "已核实", other.message))) is None
    assert may_pass(read, FIRST, (Override("a", "text", "都是原文"),)) is None, "without words it is for all of them"
    foreign = Override("a", "text", "多余", "别处")
    signed = passed(read, Decision(FIRST, Verdict.PASS, overrides=(*exact, foreign)), A, Reviewer(EDITOR1), NOON)
    assert signed.approvals[-1].overrides == exact


def test_an_override_holds_for_the_later_stages_until_its_signature_is_void():
    one = proofread(replace(draft(), wording=wording("x", "a")), FIRST, Reviewer(EDITOR1), NOON)
    decision = Decision(FIRST, Verdict.PASS, overrides=(Override("a", "text", "引用原文"),))
    one = passed(one, decision, A, Reviewer(EDITOR1), NOON)
    one = proofread(one, SECOND, Reviewer(EDITOR2), NOON)
    assert may_pass(one, SECOND, ()) is None
    back = proofread(sent_back(one, FIRST, NOON), FIRST, Reviewer(EDITOR1), NOON)
    assert refused(may_pass(back, FIRST, ())) is Kind.BLOCKED


def test_back_to_the_second_review_the_first_signature_stands():
    one = through(through(draft(), EDITOR1, FIRST), EDITOR2, SECOND)
    back = sent_back(one, SECOND, NOON)
    assert back.state is DraftState.AWAITING_SECOND_REVIEW
    assert back.signers == (EDITOR1.id,)
    assert may_act(story(), back, back.version, SECOND, Reviewer(EDITOR2)) is None
    assert len(back.approvals) == 4, "the void ones stay for the history"


def test_returned_to_the_submitter_nothing_that_was_signed_stands():
    one = returned(through(draft(), EDITOR1, FIRST), NOON)
    assert (one.state, one.signers) == (DraftState.RETURNED, ())


def test_a_rejected_draft_has_ended():
    one = rejected(draft(), NOON)
    assert refused(may_act(story(), one, one.version, FIRST, Reviewer(EDITOR1))) is Kind.WRONG_STAGE


def test_a_held_draft_comes_back_to_its_stage_with_its_signatures():
    one = held(through(draft(), EDITOR1, FIRST))
    assert one.state is DraftState.HELD
    back = resumed(one, DraftState.AWAITING_FIRST_REVIEW)
    assert back.state is DraftState.AWAITING_SECOND_REVIEW
    assert back.signers == (EDITOR1.id,)


def test_a_released_draft_is_withheld_and_comes_back_out():
    out = withheld(released(signed_off()))
    assert out.is_withheld
    assert out.is_out
    back = resumed(out, DraftState.AWAITING_FIRST_REVIEW)
    assert back.state is DraftState.DELIVERED
    assert not back.released.withheld


@pytest.mark.parametrize("end", [rejected, returned])
def test_a_correction_that_is_given_up_leaves_what_is_out(end: Callable[[Draft, datetime], Draft]):
    out = released(signed_off())
    correction = through(edited(out, wording("更正后的文字"), WRITER, AWAITING[FIRST], NOON), EDITOR1, FIRST)
    assert correction.in_correction
    back = end(correction, NOON)
    assert back.state is DraftState.DELIVERED
    assert back.content_hash == out.content_hash
    assert back.signatures == out.signatures, "what is out was signed and is so still"
    assert {one.voided_at for one in back.approvals if one not in out.signatures} == {NOON}


def test_acting_for_somebody_binds_both():
    one = through(draft(), EDITOR1, FIRST)
    by_deputy = Reviewer(DEPUTY, CHIEF)
    assert may_act(story(), one, one.version, SECOND, by_deputy) is None
    one = passed(proofread(one, SECOND, by_deputy, NOON), Decision(SECOND, Verdict.PASS), A, by_deputy, NOON)
    assert one.signatures[-1].people == {DEPUTY.id, CHIEF.id}
    for person in (DEPUTY, CHIEF):
        assert refused(may_act(story(), one, one.version, FINAL, Reviewer(person))) is Kind.SEPARATION


def test_a_refusal_names_the_principal_where_it_is_they_who_edited():
    one = replace(draft(), last_editor=CHIEF.id)
    own = may_act(story(), one, 1, FIRST, Reviewer(CHIEF))
    deputy = may_act(story(), one, 1, FIRST, Reviewer(EDITOR1, CHIEF))
    assert own is not None
    assert deputy is not None
    assert own.detail == "审核人不得重复：您编辑过本稿，不能再审，请由其他人员审核。"
    assert deputy.detail == "审核人不得重复：chief编辑过本稿，不能再审，请由其他人员审核。"


def test_a_refusal_calls_a_state_by_its_channel():
    item = released(signed_off(draft(content_type=ContentType.TV_ITEM)))
    refusal = may_act(story(), item, item.version, FIRST, Reviewer(EDITOR1))
    assert refusal is not None
    assert "“已供电视台”" in refusal.detail
    refusal = may_act(story(), withheld(item), item.version + 1, FIRST, Reviewer(EDITOR1))
    assert refusal is not None
    assert "“暂缓”" in refusal.detail


def test_nobody_acts_for_somebody_without_the_stage():
    assert refused(may_act(story(), draft(), 1, FIRST, Reviewer(CHIEF, EDITOR2))) is Kind.NOT_ALLOWED


def test_an_extra_stage_is_passed_before_the_final_one():
    stages = stages_of("A", extra=True)
    one = through(through(draft(), EDITOR1, FIRST, stages), EDITOR2, SECOND, stages)
    assert one.stage is Stage.EXTRA
    assert refused(may_act(story(), one, one.version, EXTRA, Reviewer(EDITOR2))) is Kind.SEPARATION
    assert through(one, CHIEF, EXTRA, stages).stage is Stage.FINAL
