"""What happens to a whole story: new revisions, withdrawals, acts over all its drafts, delivery."""

from dataclasses import replace

import pytest

from services.publisher.releasing.delivery import delivered, may_be_published, may_withdraw, published, withdrawn
from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.editing import edited, has_successor, taken_back
from services.publisher.reviewing.verdicts import held, rejected, returned_to_unit
from services.publisher.reviewing.whole_story import may_act_on_story, may_pass_story
from services.publisher.stories.draft import Draft
from services.publisher.stories.pulling import resumed, withheld
from services.publisher.stories.refusal import Kind
from services.publisher.stories.revisions import is_news, revised, withdrawn_by_unit
from shared.contracts.words import ContentType, DraftState, SubmissionState, Verdict
from shared.ids import DraftId, new_id
from tests.unit.publisher.scenes import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    FIRST,
    NOON,
    SECOND,
    WRITER,
    draft,
    released,
    signed_off,
    story,
    submission,
    through,
    wording,
)

WEIBO, MICRO, TV = ContentType.WEIBO_STATUS, ContentType.TOUTIAO_MICRO, ContentType.TV_ITEM
SECOND_REVISION = submission(revision=2, title="改过的标题")


def new_drafts(*content_types: ContentType):
    return [draft(content_type=content_type, revision=2) for content_type in content_types]


def test_a_new_revision_supersedes_what_is_not_out():
    waiting, signed, reserve = draft(), signed_off(draft(content_type=MICRO)), held(draft(content_type=TV))
    after = revised(story(waiting, signed, reserve), SECOND_REVISION, "A", new_drafts(WEIBO, MICRO, TV), NOON)
    assert [one.state for one in after.superseded] == [DraftState.SUPERSEDED] * 3
    assert [one.state for one in after.current] == [DraftState.AWAITING_FIRST_REVIEW] * 3
    assert after.signers == (), "signatures of the old wordings stand no more"
    assert after.submission.title == "改过的标题"


def test_what_is_out_stays_out_and_its_new_draft_will_correct_it():
    out = released(signed_off())
    after = revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    old, new = after.current
    assert old == out
    assert new.replaces == out.id


def test_when_the_correction_goes_out_the_old_draft_is_superseded():
    out = released(signed_off())
    after = revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    signed = signed_off(after.current[1])
    after = delivered(after.with_drafts(signed), signed.id, NOON)
    assert [one.state for one in after.drafts] == [DraftState.SUPERSEDED, DraftState.DELIVERED]
    assert after.current[0].released.version == signed.version


def test_what_a_new_revision_will_correct_is_not_edited_beside_it():
    out = released(signed_off())
    after = revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    assert has_successor(after, after.drafts[0]).kind is Kind.WRONG_STAGE
    assert has_successor(after, after.drafts[1]) is None
    given_up = after.with_drafts(rejected(after.drafts[1], NOON))
    assert has_successor(given_up, given_up.drafts[0]) is None


def test_after_a_withdrawal_the_new_draft_is_a_release_of_its_own():
    out = released(signed_off())
    after = withdrawn(revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON), out.id, NOON)
    assert after.drafts[1].replaces is None
    signed = signed_off(after.drafts[1])
    after = delivered(after.with_drafts(signed), signed.id, NOON)
    assert [one.state for one in after.drafts] == [DraftState.WITHDRAWN, DraftState.DELIVERED]


def test_a_third_revision_still_corrects_what_is_out():
    out = released(signed_off())
    after = revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    third = [draft(revision=3)]
    after = revised(after, submission(revision=3), "A", third, NOON)
    assert [one.state for one in after.drafts] == [
        DraftState.DELIVERED,
        DraftState.SUPERSEDED,
        DraftState.AWAITING_FIRST_REVIEW,
    ]
    assert after.drafts[2].replaces == out.id


@pytest.mark.parametrize("aside", [False, True])
def test_a_new_revision_gives_up_an_edit_of_what_is_out(aside: bool):
    out = released(signed_off())
    correction = edited(out, wording("更正"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    correction = held(correction) if aside else correction
    after = revised(story(correction), SECOND_REVISION, "A", [], NOON)
    assert after.drafts[0].state is DraftState.DELIVERED
    assert after.drafts[0].content_hash == out.content_hash


def test_older_and_equal_revisions_are_no_news_and_nothing_is_after_a_withdrawal():
    known = story(draft(), submission=SECOND_REVISION)
    assert not is_news(known, submission(revision=1))
    assert not is_news(known, SECOND_REVISION)
    assert is_news(known, submission(revision=3))
    assert not is_news(withdrawn_by_unit(known, "有误", NOON), submission(revision=3))


def test_a_withdrawal_by_the_unit_ends_what_is_not_out_and_withholds_the_rest_for_the_desk():
    after = withdrawn_by_unit(story(draft(), released(signed_off(draft(content_type=TV)))), "有误", NOON)
    assert [one.state for one in after.drafts] == [DraftState.WITHDRAWN, DraftState.HELD]
    assert after.drafts[1].is_pulled
    assert after.state is SubmissionState.IN_REVIEW
    kept = resumed(after.drafts[1], after.first_state)
    assert (kept.state, kept.is_usable) == (DraftState.DELIVERED, True)
    down = withdrawn(after, after.drafts[1].id, NOON)
    assert down.state is SubmissionState.WITHDRAWN


def test_a_returned_story_takes_even_its_signed_drafts_back_but_not_what_is_out():
    drafts = (draft(), signed_off(draft(content_type=MICRO)), released(signed_off(draft(content_type=TV))))
    after = returned_to_unit(story(*drafts), "数字有误", NOON)
    assert [one.state for one in after.drafts] == [DraftState.RETURNED, DraftState.RETURNED, DraftState.DELIVERED]
    assert (after.state, after.returned) == (SubmissionState.RETURNED, "数字有误")
    renewed = revised(after, SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    assert (renewed.state, renewed.returned) == (SubmissionState.IN_REVIEW, None)


def test_a_story_is_rejected_when_every_draft_is_and_adopted_when_one_is_published():
    one, two = draft(), draft(content_type=TV)
    assert story(one, two).with_drafts(rejected(one, NOON)).state is SubmissionState.IN_REVIEW
    assert story(one, two).with_drafts(rejected(one, NOON), rejected(two, NOON)).state is SubmissionState.REJECTED
    out = published(released(signed_off(two)), "https://example.org/1")
    assert story(one, two).with_drafts(out).state is SubmissionState.ADOPTED


def test_adopted_lasts_while_a_correction_is_on_its_way_and_when_it_is_out():
    out = published(released(signed_off()), "https://example.org/1")
    correction = edited(out, wording("更正"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    in_review = story(out).with_drafts(correction)
    assert in_review.state is SubmissionState.ADOPTED
    again = delivered(in_review.with_drafts(signed_off(correction)), correction.id, NOON)
    assert (again.drafts[0].state, again.state) == (DraftState.DELIVERED, SubmissionState.ADOPTED)
    assert withdrawn(in_review, out.id, NOON).state is SubmissionState.WITHDRAWN


def test_adopted_lasts_when_a_new_revision_takes_the_place_of_what_is_published():
    out = published(released(signed_off()), "https://example.org/1")
    after = revised(story(out), SECOND_REVISION, "A", new_drafts(WEIBO), NOON)
    assert after.state is SubmissionState.ADOPTED
    signed = signed_off(after.drafts[1])
    after = delivered(after.with_drafts(signed), signed.id, NOON)
    assert (after.current[0].url, after.state) == ("https://example.org/1", SubmissionState.ADOPTED)


def test_adopted_lasts_while_what_is_published_is_withheld():
    out = published(released(signed_off()), "https://example.org/1")
    assert story(out).with_drafts(withheld(out)).state is SubmissionState.ADOPTED


def test_a_publication_registered_while_a_correction_is_in_review_leaves_the_review_alone():
    out = released(signed_off())
    correction = edited(out, wording("更正"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    assert may_be_published(correction) is None
    confirmed = published(correction, "https://weibo.com/1")
    assert confirmed.state is DraftState.AWAITING_FIRST_REVIEW
    assert rejected(confirmed, NOON).state is DraftState.PUBLISHED


def test_what_was_never_out_can_be_neither_registered_nor_withdrawn():
    assert may_be_published(draft()).kind is Kind.WRONG_STAGE
    assert may_withdraw(draft(), CHIEF).kind is Kind.WRONG_STAGE
    assert may_withdraw(released(signed_off()), EDITOR1).kind is Kind.NOT_ALLOWED
    assert may_withdraw(released(signed_off()), CHIEF) is None


def versions(*drafts: Draft):
    return {one.id: one.version for one in drafts}


def test_a_whole_story_is_refused_as_one_draft_is_and_in_the_same_order():
    one, two = draft(), draft(content_type=TV)
    whole = story(one, two)
    stale = {one.id: 1, two.id: 9}
    assert may_act_on_story(whole, stale, SECOND, Reviewer(WRITER)).kind is Kind.STALE
    assert may_act_on_story(whole, versions(one, two), SECOND, Reviewer(WRITER)).kind is Kind.WRONG_STAGE
    assert may_act_on_story(whole, versions(one, two), FIRST, Reviewer(WRITER)).kind is Kind.NOT_ALLOWED
    mine = whole.with_drafts(replace(two, last_editor=EDITOR1.id))
    assert may_act_on_story(mine, versions(one, two), FIRST, Reviewer(EDITOR1)).kind is Kind.SEPARATION
    decision = Decision(FIRST, Verdict.PASS)
    assert may_pass_story((one, two), decision).kind is Kind.PROOF_MISSING
    blocked = replace(two, wording=wording("x", "a"))
    assert may_pass_story((one, blocked), replace(decision, proof=True)).kind is Kind.BLOCKED
    assert may_pass_story((one, two), replace(decision, proof=True)) is None


def test_a_draft_that_the_reviewer_has_not_seen_is_not_passed():
    one, two = draft(), draft(content_type=TV)
    refusal = may_act_on_story(story(one, two), versions(one), FIRST, Reviewer(EDITOR1))
    assert refusal.kind is Kind.STALE
    assert "电视台供稿" in refusal.detail


def test_a_named_draft_at_another_stage_refuses_the_whole_and_an_unnamed_one_does_not():
    one, two = through(draft(), EDITOR1, FIRST), draft(content_type=TV)
    whole = story(one, two)
    assert may_act_on_story(whole, versions(one, two), SECOND, Reviewer(EDITOR2)).kind is Kind.WRONG_STAGE
    assert may_act_on_story(whole, versions(one), SECOND, Reviewer(EDITOR2)) is None


def test_a_held_draft_may_be_named_and_is_left_alone():
    one, reserve = draft(), held(draft(content_type=TV))
    assert may_act_on_story(story(one, reserve), versions(one, reserve), FIRST, Reviewer(EDITOR1)) is None
    stale = {one.id: one.version, reserve.id: reserve.version - 1}
    assert may_act_on_story(story(one, reserve), stale, FIRST, Reviewer(EDITOR1)).kind is Kind.STALE


def test_what_was_withdrawn_meanwhile_is_not_superseded_by_the_release_that_would_have_corrected_it():
    out = released(signed_off())
    down = withdrawn(story(out), out.id, NOON).draft(out.id)
    correction = replace(signed_off(), id=DraftId(new_id()), revision=2, replaces=out.id)
    after = delivered(story(down, correction), correction.id, NOON)
    assert after.draft(out.id).state is DraftState.WITHDRAWN


def test_what_is_withheld_is_registered_nowhere_also_while_its_correction_is_in_review():
    pulled = withheld(released(signed_off()))
    correction = edited(pulled, wording("更正"), WRITER, DraftState.AWAITING_FIRST_REVIEW, NOON)
    assert correction.is_pulled
    assert may_be_published(correction).kind is Kind.WRONG_STAGE


def test_nothing_of_what_its_unit_has_taken_back_is_worked_on():
    whole = story(released(signed_off()))
    assert taken_back(whole) is None
    assert taken_back(withdrawn_by_unit(whole, "发错了", NOON)).kind is Kind.WRONG_STAGE
