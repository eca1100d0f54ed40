"""The table of what becomes of a message."""

from datetime import timedelta

import pytest

from services.notifier.domain.delivery import MOST_ATTEMPTS, Outcome, Result, after
from services.notifier.domain.message import Message, MessageState, new_message
from services.notifier.domain.routing import letters
from shared.contracts import Event
from tests.unit.notifier import scenes


def being_sent(event: Event | None = None, attempts: int = 1) -> Message:
    event = event or scenes.signed_off()
    letter = letters(event, scenes.sample_campaign(), {})[0]
    message = new_message(event.event_id, letter, "主题", scenes.NOON)
    for _ in range(attempts):
        message = message.sending(scenes.NOON)
    return message


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (Result.ACCEPTED, MessageState.SENT),
        (Result.DEFERRED, MessageState.QUEUED),
        (Result.REFUSED, MessageState.FAILED),
        (Result.UNKNOWN, MessageState.UNKNOWN),
    ],
)
def test_an_attempt_leads_to(result: Result, state: MessageState):
    assert after(being_sent(), Outcome(result, "原因"), scenes.NOON).state is state


def test_attempts_grow_further_apart():
    pauses = [
        after(being_sent(attempts=attempts), Outcome(Result.DEFERRED), scenes.NOON).due_at - scenes.NOON
        for attempts in (1, 2, 3, 4, 9)
    ]
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 60)]


def test_after_about_a_day_it_counts_as_failed():
    assert after(being_sent(attempts=MOST_ATTEMPTS), Outcome(Result.DEFERRED), scenes.NOON).state is MessageState.FAILED


def test_an_unknown_outcome_waits_for_a_person():
    message = after(being_sent(), Outcome(Result.UNKNOWN, "对方没有答复"), scenes.NOON)
    assert (message.state, message.unknowns, message.reason) == (MessageState.UNKNOWN, 1, "对方没有答复")


def test_of_a_withdrawal_a_second_copy_is_sent_rather_than_none_and_counted():
    message = after(being_sent(scenes.withdrawn()), Outcome(Result.UNKNOWN), scenes.NOON)
    assert (message.state, message.unknowns) == (MessageState.QUEUED, 1)


def test_but_not_for_ever():
    once = after(being_sent(scenes.withdrawn()), Outcome(Result.UNKNOWN), scenes.NOON)
    assert after(once.sending(scenes.NOON), Outcome(Result.UNKNOWN), scenes.NOON).state is MessageState.UNKNOWN


def test_the_same_letter_is_the_same_message_wherever_it_is_written():
    event = scenes.signed_off()
    assert being_sent(event).id == being_sent(event).id
    assert being_sent(event).id != being_sent(scenes.signed_off()).id
