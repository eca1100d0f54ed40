"""What the notifier knows of a report does not depend on the order of events."""

from itertools import permutations

import pytest

from services.notifier.domain.known import KnownReport, learned
from services.notifier.domain.owing import owed_for
from services.notifier.domain.routing import letters
from services.notifier.domain.truth import overtaken
from shared.contracts import Event
from shared.contracts.stories import DraftResumed, StoryStatus
from shared.contracts.words import DraftState, Kind, SubmissionState
from shared.ids import SubmissionId
from tests.unit.notifier import scenes

CAMPAIGN = scenes.sample_campaign()
REPORTS = next(deadline for deadline in CAMPAIGN.deadlines if deadline.key == "reports")


def known_after(*events: Event) -> KnownReport | None:
    known = None
    for event in events:
        known = learned(event, known)
    return known


def test_events_in_any_order_leave_the_same_knowledge():
    events = [scenes.received(), scenes.received(revision=2), scenes.drafted(), scenes.signed_off(), scenes.withdrawn()]
    outcomes = {repr(known_after(*order)) for order in permutations(events)}
    assert len(outcomes) == 1


def test_a_withdrawal_that_overtakes_its_submission_stays():
    known = known_after(scenes.recalled(), scenes.received())
    assert known is not None
    assert known.recalled


def test_a_new_revision_after_a_recall_counts_again():
    known = known_after(scenes.recalled(), scenes.received(revision=2))
    assert known is not None
    assert not known.recalled


def said(event: Event, *later: Event) -> str:
    letter = letters(event, CAMPAIGN, {})[0]
    return overtaken(letter.facts, known_after(event, *later))


def test_a_message_that_still_holds_says_nothing_more():
    assert said(scenes.signed_off()) == ""
    assert said(scenes.received()) == ""


def test_a_lead_whose_unit_took_it_back_says_so():
    assert "已由报送单位撤回" in said(scenes.received(), scenes.recalled())


def test_a_returned_report_that_was_sent_again_says_which_revision_counts():
    assert "第2次修改稿" in said(scenes.returned(), scenes.received(revision=3))


def test_a_release_that_was_withdrawn_names_what_must_not_go_out():
    sentence = said(scenes.signed_off(), scenes.withdrawn())
    assert "微博、头条文章、电视台供稿此后已撤下" in sentence


def test_a_release_that_was_pulled_for_now_names_what_must_wait():
    sentence = said(scenes.released(), scenes.withheld())
    assert sentence == "电视台供稿此后已暂缓使用，恢复前请勿发布、播出。"


def test_what_is_pulled_stays_so_while_its_correction_is_in_review():
    pulled = scenes.withheld().story
    drafts = tuple(draft.model_copy(update={"state": DraftState.AWAITING_FIRST_REVIEW}) for draft in pulled.drafts)
    in_review = scenes.edited().model_copy(update={"story": pulled.model_copy(update={"drafts": drafts, "version": 9})})
    assert "此后已暂缓" in said(scenes.released(), scenes.withheld(), in_review)


def test_what_came_back_since_holds_again():
    back = scenes.released().story.model_copy(update={"version": 9})
    resumed = DraftResumed(story=back, drafts=scenes.ALL, by=scenes.CHIEF, occurred_at=scenes.NOON)
    assert said(scenes.released(), scenes.withheld(), resumed) == ""


def test_a_pull_that_was_ended_since_says_so_and_one_that_holds_does_not():
    assert said(scenes.withheld()) == ""
    assert said(scenes.withheld(), scenes.restored()) == "电视台供稿此后已恢复使用，请以最近的通知为准。"
    assert "此后已暂缓" in said(scenes.restored(), again := scenes.withheld().model_copy(update={"story": newer()}))
    assert said(again) == ""


def newer() -> StoryStatus:
    return scenes.withheld().story.model_copy(update={"version": 10})


def test_what_was_decided_after_the_units_withdrawal_is_not_overtaken_by_it():
    kept = scenes.restored().story.model_copy(update={"recalled": True})
    assert said(scenes.recalled_when_out()) == ""
    assert said(scenes.recalled_when_out(), scenes.recalled()) == ""
    assert said(scenes.restored().model_copy(update={"story": kept}), scenes.recalled_when_out()) == ""
    assert "已由报送单位撤回" in said(scenes.restored(), scenes.recalled())


def test_the_news_of_the_end_itself_is_never_overtaken():
    assert said(scenes.recalled()) == ""
    assert said(scenes.withdrawn()) == ""


def sent(code: str, kind: Kind, category: str = "reading", **changes: object) -> KnownReport:
    known = KnownReport(SubmissionId(f"{code}-{kind}-{category}"), code, kind, category, revision=1)
    return KnownReport(**{**known.__dict__, **changes})


def test_who_has_sent_everything_owes_nothing():
    reports = [
        sent("370100", Kind.SUMMARY),
        sent("370100", Kind.CASE, "smart-elderly-case"),
        sent("99001", Kind.SUMMARY),
        sent("99001", Kind.CASE),
    ]
    owed = owed_for(REPORTS, CAMPAIGN, reports)
    assert "370100" not in owed
    assert "99001" not in owed
    assert owed["370200"] == ("典型案例至少1份，其中“智慧助老”至少1份", "工作总结至少1份")


def test_a_city_without_a_case_on_elderly_care_still_owes_one():
    reports = [sent("370100", Kind.SUMMARY), sent("370100", Kind.CASE), sent("370100", Kind.CASE, "training")]
    assert owed_for(REPORTS, CAMPAIGN, reports)["370100"] == ("“智慧助老”类典型案例至少1份",)


@pytest.mark.parametrize("changes", [{"recalled": True}, {"state": SubmissionState.REJECTED}])
def test_what_was_taken_back_or_rejected_does_not_count(changes: dict[str, object]):
    reports = [sent("370100", Kind.SUMMARY, **changes), sent("370100", Kind.CASE, "smart-elderly")]
    assert owed_for(REPORTS, CAMPAIGN, reports)["370100"] == ("工作总结至少1份",)


def test_units_stand_in_the_campaigns_order():
    assert list(owed_for(REPORTS, CAMPAIGN, [])) == [unit.code for unit in CAMPAIGN.units]


def test_the_draft_states_of_the_newest_story_are_known():
    known = known_after(scenes.signed_off(), scenes.drafted())
    assert known is not None
    assert set(known.drafts.values()) == {DraftState.SIGNED_OFF}
