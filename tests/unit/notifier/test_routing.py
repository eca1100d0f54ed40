"""Who is told what."""

import pytest

from services.notifier.domain.routing import letters
from shared.campaign import Route
from shared.contracts import Event
from shared.contracts.words import ContentType, Kind, Verdict
from tests.unit.notifier import scenes

CAMPAIGN = scenes.sample_campaign()


def told(event: Event) -> set[tuple[str, str]]:
    return {(letter.recipient, letter.template) for letter in letters(event, CAMPAIGN, {})}


SUBMITTER = f"person:{scenes.PERSON}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (scenes.received(), {(SUBMITTER, "received"), ("contact:station", "lead")}),
        (
            scenes.received(kind=Kind.CASE),
            {
                (SUBMITTER, "received"),
                ("contact:minji", "arrived"),
                ("contact:zhidao", "arrived"),
                ("contact:association", "arrived"),
            },
        ),
        (scenes.received(kind=Kind.SUMMARY), {(SUBMITTER, "received")}),
        (scenes.filed(), {("contact:minji", "filed")}),
        (scenes.returned(), {(SUBMITTER, "returned"), (f"account:{scenes.SIGNER}", "voided")}),
        (scenes.edited(), {(f"account:{scenes.SIGNER}", "voided"), (f"account:{scenes.CHIEF}", "voided")}),
        (scenes.reviewed(Verdict.RETURN), {(f"account:{scenes.SIGNER}", "voided")}),
        (scenes.reviewed(Verdict.REJECT), {(SUBMITTER, "rejected"), (f"account:{scenes.SIGNER}", "voided")}),
        (scenes.reviewed(Verdict.PASS), set()),
        (scenes.reviewed(Verdict.HOLD), set()),
        (scenes.withheld(), {("contact:station", "withheld"), ("contact:zhidao", "withheld")}),
        (scenes.restored(), {("contact:station", "restored"), ("contact:zhidao", "restored")}),
        (scenes.recalled_when_out(), {("contact:station", "withheld"), ("contact:zhidao", "withheld")}),
        (scenes.recalled_when_out().model_copy(update={"withheld": ()}), set()),
        (scenes.restored().model_copy(update={"restored": ()}), set()),
        (scenes.drafted(), set()),
        (scenes.signed_off(), {(SUBMITTER, "signed_off")}),
        (scenes.released(), {("contact:station", "released"), ("contact:zhidao", "released")}),
        (scenes.published(), {(SUBMITTER, "published")}),
        (
            scenes.withdrawn(),
            {
                (SUBMITTER, "withdrawn"),
                ("contact:minji", "withdrawn"),
                ("contact:station", "withdrawn"),
                ("contact:zhidao", "withdrawn"),
            },
        ),
        (scenes.recalled(), {(SUBMITTER, "recalled"), ("contact:station", "recalled")}),
    ],
    ids=lambda value: value.type if isinstance(value, Event) else "",
)
def test_the_sample_campaign_tells_those_concerned(event: Event, expected: set[tuple[str, str]]):
    assert told(event) == expected


@pytest.mark.parametrize("event", scenes.fallen_otherwise(), ids=lambda event: event.type)
def test_whose_signature_falls_is_told_whatever_else_the_act_is(event: Event):
    assert told(event) - told(event.model_copy(update={"signers": ()})) == {(f"account:{scenes.SIGNER}", "voided")}


def test_one_act_on_five_drafts_is_one_letter_a_person():
    found = letters(scenes.signed_off(), CAMPAIGN, {})
    assert [letter.recipient for letter in found] == [SUBMITTER]
    assert len(found[0].facts.drafts) == len(scenes.ALL)


def test_the_station_hears_only_of_its_own_item():
    by_recipient = {letter.recipient: letter.facts for letter in letters(scenes.released(), CAMPAIGN, {})}
    assert [draft.content_type for draft in by_recipient["contact:station"].drafts] == [ContentType.TV_ITEM]
    assert ContentType.TV_ITEM not in {draft.content_type for draft in by_recipient["contact:zhidao"].drafts}


def test_a_mail_about_what_was_pulled_names_that_alone_whatever_else_was_set_aside_with_it():
    weibo = scenes.draft_id(ContentType.WEIBO_STATUS)
    found = letters(scenes.withheld().model_copy(update={"withheld": (weibo,)}), CAMPAIGN, {})
    assert [(one.recipient, [draft.id for draft in one.facts.drafts]) for one in found] == [("contact:zhidao", [weibo])]


def test_two_routes_to_one_recipient_give_one_letter_about_all_they_name():
    campaign = scenes.with_routes(
        Route(event="draft.released", template="released", to=("zhidao",), content_types=(ContentType.TV_ITEM,)),
        Route(event="draft.released", template="released", to=("zhidao",), content_types=(ContentType.WEIBO_STATUS,)),
    )
    (letter,) = letters(scenes.released(), campaign, {})
    assert {draft.content_type for draft in letter.facts.drafts} == {ContentType.TV_ITEM, ContentType.WEIBO_STATUS}


@pytest.mark.parametrize("wide_first", [True, False])
def test_a_route_for_every_draft_swallows_one_for_some(wide_first: bool):
    wide = Route(event="draft.released", template="released", to=("zhidao",))
    narrow = Route(event="draft.released", template="released", to=("zhidao",), content_types=(ContentType.TV_ITEM,))
    campaign = scenes.with_routes(*((wide, narrow) if wide_first else (narrow, wide)))
    (letter,) = letters(scenes.released(), campaign, {})
    assert len(letter.facts.drafts) == len(scenes.ALL)


def test_a_report_without_a_contact_person_is_answered_to_its_unit():
    assert ("unit:370100", "received") in told(scenes.received(contact=None))


def test_a_reminder_tells_each_unit_what_it_owes_itself():
    owed = {"370100": ("工作总结至少1份",), "370200": ("典型案例至少1份",)}
    found = {letter.recipient: letter.facts.owed for letter in letters(scenes.deadline_near(), CAMPAIGN, owed)}
    assert found == {"unit:370100": ("工作总结至少1份",), "unit:370200": ("典型案例至少1份",)}


def test_letters_carry_no_personal_data():
    for event in scenes.one_of_each():
        for letter in letters(event, CAMPAIGN, {}):
            assert "@" not in letter.facts.model_dump_json()
