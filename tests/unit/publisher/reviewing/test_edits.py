"""What an edit costs, who is left to review, and where each stretch of text comes from."""

from dataclasses import replace

import pytest

from services.publisher.drafting.provenance import spans_after_edit
from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.duty import nobody_left, who_may_review
from services.publisher.reviewing.editing import edited, may_edit
from services.publisher.reviewing.may_review import may_act
from services.publisher.reviewing.verdicts import held
from services.publisher.stories.content import Origin, Span
from services.publisher.stories.pulling import withheld
from services.publisher.stories.refusal import Kind
from shared.contracts.words import DraftState
from tests.unit.publisher.scenes import (
    CHIEF,
    DESK,
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
    released,
    signed_off,
    story,
    through,
    wording,
)

A = (FIRST, SECOND, FINAL)
AWAITING_FIRST = DraftState.AWAITING_FIRST_REVIEW


def test_an_edit_voids_every_signature_and_goes_back_to_the_first_review():
    one = through(through(draft(), EDITOR1, FIRST), EDITOR2, SECOND)
    changed = edited(one, wording("改过的文字"), WRITER, AWAITING_FIRST, NOON)
    assert changed.state is AWAITING_FIRST
    assert changed.signers == ()
    assert changed.last_editor == WRITER.id
    assert changed.version == one.version + 1
    assert len(changed.approvals) == 4
    assert all(approval.voided_at == NOON for approval in changed.approvals)


def test_changing_the_words_back_brings_no_signature_back():
    one = through(draft(), EDITOR1, FIRST)
    there = edited(one, wording("改过的文字"), WRITER, AWAITING_FIRST, NOON)
    back = edited(there, one.wording, WRITER, AWAITING_FIRST, NOON)
    assert back.content_hash == one.content_hash
    assert back.signatures == ()


def test_who_edited_may_not_review_any_stage():
    changed = edited(draft(), wording("改过的文字"), CHIEF, AWAITING_FIRST, NOON)
    assert may_act(story(), changed, changed.version, FIRST, Reviewer(CHIEF)).kind is Kind.SEPARATION


def test_an_earlier_editor_may_review_again_once_another_has_edited():
    changed = edited(draft(), wording("一"), CHIEF, AWAITING_FIRST, NOON)
    changed = edited(changed, wording("二"), WRITER, AWAITING_FIRST, NOON)
    assert may_act(story(), changed, changed.version, FIRST, Reviewer(CHIEF)) is None


def test_editing_what_is_out_makes_a_correction_of_it():
    out = released(signed_off())
    changed = edited(out, wording("更正"), WRITER, AWAITING_FIRST, NOON)
    assert changed.in_correction
    assert changed.is_out
    assert changed.released.version == out.version


def test_what_is_withheld_can_be_corrected_but_a_draft_in_reserve_must_come_back_first():
    pulled = withheld(released(signed_off()))
    assert may_edit(pulled, pulled.version, WRITER) is None
    reserve = held(draft())
    assert may_edit(reserve, reserve.version, WRITER).kind is Kind.WRONG_STAGE


@pytest.mark.parametrize(
    "state", [DraftState.REJECTED, DraftState.SUPERSEDED, DraftState.WITHDRAWN, DraftState.RETURNED]
)
def test_what_has_ended_is_not_edited(state: DraftState):
    assert may_edit(draft(state), 1, WRITER).kind is Kind.WRONG_STAGE


def test_an_edit_is_refused_as_stale_before_anything_else():
    assert may_edit(draft(DraftState.REJECTED), 7, OFFICE).kind is Kind.STALE
    assert may_edit(draft(), 1, OFFICE).kind is Kind.NOT_ALLOWED


def test_the_desk_names_who_may_review_after_an_edit():
    left = who_may_review(A, DESK, frozenset({EDITOR1.id}))
    assert {stage: [person.id for person in people] for stage, people in left.items()} == {
        FIRST: [CHIEF.id],
        SECOND: [EDITOR2.id, CHIEF.id],
        FINAL: [EDITOR3.id, CHIEF.id],
    }
    assert nobody_left(left) is None


def test_one_person_cannot_fill_two_stages():
    left = who_may_review(A, (CHIEF, EDITOR3), frozenset())
    assert all(left.values()), "there is somebody for each stage alone"
    assert nobody_left(left).kind is Kind.NOBODY_LEFT


def test_where_nobody_is_left_for_a_stage_the_refusal_names_it():
    left = who_may_review(A, (EDITOR1, EDITOR2, CHIEF), frozenset({CHIEF.id}))
    assert nobody_left(left).detail == "您修改后将没有其他人员可以终审，请由其他人员修改本稿。"


def test_what_an_editor_left_alone_keeps_its_source():
    spans = (Span("text", 0, 5, Origin.SOURCE, 0), Span("text", 5, 10, Origin.SOURCE, 1))
    kept = spans_after_edit({"text": "甲乙丙丁。戊己庚辛。"}, {"text": "新的一句。甲乙丙丁。戊己改辛。"}, spans)
    assert kept == (
        Span("text", 0, 5, Origin.EDITOR),
        Span("text", 5, 10, Origin.SOURCE, 0),
        Span("text", 10, 15, Origin.EDITOR),
    )


def test_an_untouched_field_keeps_its_spans():
    spans = (Span("title", 0, 2, Origin.SOURCE), Span("text", 0, 3, Origin.TEMPLATE))
    after = spans_after_edit({"title": "标题", "text": "一二。"}, {"title": "标题", "text": "三。"}, spans)
    assert after == (Span("title", 0, 2, Origin.SOURCE), Span("text", 0, 2, Origin.EDITOR))


def test_a_signed_draft_that_is_not_out_yet_can_still_be_edited():
    signed = signed_off()
    assert may_edit(signed, signed.version, WRITER) is None
    assert edited(signed, wording("改"), WRITER, AWAITING_FIRST, NOON).signatures == ()


def test_an_author_by_hand_may_not_review_either():
    written = replace(draft(), author=EDITOR1.id)
    assert may_act(story(), written, 1, FIRST, Reviewer(EDITOR1)).kind is Kind.SEPARATION


def test_a_paragraph_that_only_moved_keeps_its_source():
    spans = (Span("topics[0]", 0, 2, Origin.TEMPLATE), Span("topics[1]", 0, 2, Origin.SOURCE))
    after = spans_after_edit({"topics": ["甲乙", "丙丁"]}, {"topics": ["新的", "甲乙"]}, spans)
    assert after == (Span("topics[0]", 0, 2, Origin.EDITOR), Span("topics[1]", 0, 2, Origin.TEMPLATE))
