"""One act, one event, one e-mail a recipient: on both databases, through the bus's own consumer."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from services.notifier.domain.call import Call
from services.notifier.domain.delivery import Outcome, Result
from services.notifier.domain.message import MessageState
from services.notifier.storage.tables import messages
from services.notifier.use_cases.decide_message import Decision, NotDecidable
from shared.contracts.words import Kind
from shared.ids import AccountId
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.integration.notifier.stage import PostOffice, Stage
from tests.unit.notifier import scenes

OPS = AccountId("ops")
ADDRESSES_OF_OLD = [
    "zhang",
    "a@b@c",
    "zhang@example.org, all@example.org",
    "a@b.cn\r\nBcc: x@y.cn",
    "jinan@example.org。",
    "jinan@example.org（张）",
    "a@example.org、b",
    "mailto:a@example.org",
    "张三@example.org",
    "a..b@example.org",
    ".a@example.org",
    "a@example..org",
    "(x)a@example.org",
    "a:b@example.org",
]
"""The door took them once: they are stored."""


@pytest.fixture
async def stage(open_database: OpenDatabase, clock: FixedClock) -> Stage:
    made = Stage(await open_database("notifier"), await open_database("identity"), clock)
    await made.knows_the_contact()
    return made


async def test_an_event_becomes_one_mail_for_each_recipient(stage: Stage):
    await stage.hears(scenes.received())
    await stage.deliver_all()
    assert {(mail.to, mail.subject[:4]) for mail in stage.post.taken} == {
        ("zhang@example.org", "【报送回"),
        ("station@example.org", "【线索】"),
    }
    assert {message.state for message in await stage.listed()} == {MessageState.SENT}


async def test_the_same_event_twice_is_one_mail(stage: Stage):
    event = scenes.received()
    await stage.hears(event, event)
    await stage.deliver_all()
    await stage.hears(event)
    await stage.deliver_all()
    assert len(stage.post.taken) == 2


async def test_without_the_inbox_the_databases_key_still_holds(stage: Stage):
    event = scenes.received(kind=Kind.CASE)
    await stage.hears(event)
    await stage.deliver_all()
    before = len(stage.post.taken), await stage.open_calls()
    await stage.forgets_its_inbox()
    await stage.hears(event)
    await stage.deliver_all()
    assert (len(stage.post.taken), await stage.open_calls()) == before


async def test_two_acts_alike_are_two_events_and_two_mails(stage: Stage):
    await stage.hears(scenes.signed_off(), scenes.signed_off())
    await stage.deliver_all()
    assert len(stage.post.taken) == 2
    assert len({mail.message_id for mail in stage.post.taken}) == 2


async def test_a_contact_with_only_a_phone_becomes_a_call(stage: Stage):
    await stage.hears(scenes.received(kind=Kind.CASE))
    await stage.deliver_all()
    assert await stage.open_calls() == [("contact:association", "arrived")]
    assert "association" not in {message.recipient for message in await stage.listed()}


async def test_a_person_without_an_address_becomes_a_call_too(stage: Stage):
    await stage.knows_the_contact(email="")
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    assert stage.post.taken == []
    assert await stage.open_calls() == [(f"person:{scenes.PERSON}", "signed_off")]
    assert (await stage.one("signed_off")).reason == "没有登记邮箱"


@pytest.mark.parametrize("email", ADDRESSES_OF_OLD)
async def test_an_address_that_is_none_is_never_handed_to_a_server(stage: Stage, email: str):
    await stage.knows_the_contact(email=email)
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    assert stage.post.taken == []
    failed = await stage.one("signed_off")
    assert (failed.state, failed.attempts) == (MessageState.FAILED, 1)
    assert failed.reason.startswith("登记的邮箱送不到：")
    assert len(await stage.open_calls()) == 1


async def test_an_address_in_chinese_is_written_for_servers(stage: Stage):
    await stage.knows_the_contact(email="zhang@例子.中国")
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    assert [mail.to for mail in stage.post.taken] == ["zhang@xn--fsqu00a.xn--fiqs8s"]
    assert (await stage.one("signed_off")).address == "zhang@xn--fsqu00a.xn--fiqs8s"


async def test_a_message_whose_facts_cannot_be_read_holds_up_no_other_and_is_told_by_a_person(stage: Stage):
    await stage.hears(scenes.signed_off())
    broken = await stage.one("signed_off")
    async with stage.database.transaction() as tx:
        await tx.connection.execute(messages.update().values(facts={"event": 7}))
    await stage.hears(scenes.received())
    await stage.deliver_all()
    assert len(stage.post.taken) == 2
    failed = await stage.one("signed_off")
    assert (failed.state, failed.subject) == (MessageState.FAILED, broken.subject)
    assert "读不出来" in failed.reason
    ((_, call),) = await calls_to_make(stage)
    assert broken.subject in stage.words.spoken(call.template, call.facts)
    async with stage.database.reading() as view:
        kept = await view.connection.execute(sa.select(messages.c.facts).where(messages.c.id == broken.id))
        assert kept.scalar_one() == {"event": 7}, "it may be repaired yet"


async def calls_to_make(stage: Stage) -> list[tuple[int, Call]]:
    async with stage.database.reading() as view:
        return await stage.calls.page(None, 100, view, open_only=True)


async def test_a_mail_that_cannot_be_written_is_told_by_a_person_at_once(stage: Stage):
    await stage.hears(scenes.signed_off())
    async with stage.database.transaction() as tx:
        await tx.connection.execute(messages.update().values(subject="两\n行"))
    await stage.deliver_all()
    assert stage.post.taken == []
    failed = await stage.one("signed_off")
    assert (failed.state, failed.attempts) == (MessageState.FAILED, 1)
    assert "写不出来" in failed.reason
    assert await stage.open_calls() == [(f"person:{scenes.PERSON}", "signed_off")]


async def test_the_address_is_the_one_at_the_moment_of_sending(stage: Stage):
    await stage.hears(scenes.signed_off())
    await stage.knows_the_contact(email="li@example.org")
    await stage.deliver_all()
    assert [mail.to for mail in stage.post.taken] == ["li@example.org"]
    assert (await stage.one("signed_off")).address == "li@example.org"


async def test_a_lead_that_waited_while_its_unit_took_it_back_says_so(stage: Stage):
    await stage.hears(scenes.received(), scenes.recalled())
    await stage.deliver_all()
    (lead,) = (mail for mail in stage.post.taken if mail.subject.startswith("【线索】"))
    assert "已由报送单位撤回" in text_of(lead.content)


async def test_a_reminder_goes_only_to_those_who_owe(stage: Stage):
    everything = (
        scenes.received(id="a" * 36, number="A", kind=Kind.SUMMARY),
        scenes.received(id="b" * 36, number="B", kind=Kind.CASE, category="smart-elderly-case"),
    )
    await stage.hears(*everything, scenes.deadline_near())
    reminded = {message.recipient for message in await stage.listed(template="reminder")}
    assert "unit:370100" not in reminded
    assert "unit:370200" in reminded
    assert len(reminded) == len(stage.campaign.units) - 1


async def test_an_event_for_nobody_leaves_no_message(stage: Stage):
    await stage.hears(scenes.drafted())
    assert await stage.listed() == []


async def test_a_deferred_mail_is_tried_again_when_it_is_due_and_not_before(stage: Stage):
    stage.post.answers = [Outcome(Result.DEFERRED, "451 Greylisted")]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    assert (await stage.one("signed_off")).state is MessageState.QUEUED
    assert stage.post.taken == []
    stage.clock.advance(minutes=1)
    await stage.deliver_all()
    message = await stage.one("signed_off")
    assert (message.state, message.attempts, len(stage.post.taken)) == (MessageState.SENT, 2, 1)


async def test_a_refused_mail_becomes_a_call(stage: Stage):
    stage.post.answers = [Outcome(Result.REFUSED, "对方答复：550 No such user")]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    assert (await stage.one("signed_off")).state is MessageState.FAILED
    assert await stage.open_calls() == [(f"person:{scenes.PERSON}", "signed_off")]


async def test_a_mail_of_unknown_fate_is_never_sent_again_by_itself(stage: Stage):
    stage.post.answers = [Outcome(Result.UNKNOWN, "未收到对方确认")]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    stage.clock.advance(days=3)
    await stage.deliver_all()
    assert (await stage.one("signed_off")).state is MessageState.UNKNOWN
    assert len(stage.post.taken) == 1


async def test_a_person_decides_that_it_is_sent_again(stage: Stage):
    stage.post.answers = [Outcome(Result.UNKNOWN)]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    message = await stage.one("signed_off")
    await stage.decide(message.id, Decision.RESEND, OPS)
    await stage.deliver_all()
    message = await stage.one("signed_off")
    assert (message.state, message.decided_by) == (MessageState.SENT, OPS)
    assert len({mail.message_id for mail in stage.post.taken}) == 1
    assert len(stage.post.taken) == 2


async def test_or_that_it_has_arrived(stage: Stage):
    stage.post.answers = [Outcome(Result.UNKNOWN)]
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    message = await stage.one("signed_off")
    await stage.decide(message.id, Decision.MARK_SENT, OPS)
    await stage.deliver_all()
    assert (await stage.one("signed_off")).state is MessageState.SENT
    assert len(stage.post.taken) == 1


async def test_what_was_sent_is_not_open_to_decision(stage: Stage):
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    with pytest.raises(NotDecidable):
        await stage.decide((await stage.one("signed_off")).id, Decision.RESEND, OPS)
    assert await stage.decide("nobody", Decision.RESEND, OPS) is None


async def test_a_process_that_died_while_sending_leaves_an_unknown(stage: Stage):
    await die_while_sending(stage)
    await stage.another_deliverer().begin(alone=True)
    message = await stage.one("signed_off")
    assert (message.state, message.unknowns) == (MessageState.UNKNOWN, 1)
    assert message.reason == "发送途中服务中断"


async def test_beside_other_processes_only_a_long_silence_counts_as_death(stage: Stage):
    await die_while_sending(stage)
    await stage.another_deliverer().begin(alone=False)
    sending = await stage.one("signed_off")
    assert sending.state is MessageState.SENDING
    async with stage.database.transaction() as tx:
        long_ago = replace(sending, changed_at=sending.changed_at - timedelta(minutes=16))
        assert await stage.messages.save(long_ago, tx, was=MessageState.SENDING)
    await stage.another_deliverer().begin(alone=False)
    assert (await stage.one("signed_off")).state is MessageState.UNKNOWN


@pytest.mark.postgres
async def test_a_process_whose_clock_is_ahead_takes_nothing_for_lost_that_another_sends(
    open_postgres: OpenDatabase, clock: FixedClock
):
    clock.moment = datetime.now(UTC)
    stage = Stage(await open_postgres("notifier"), await open_postgres("identity"), clock)
    await stage.knows_the_contact()
    await die_while_sending(stage)
    clock.advance(hours=1)
    await stage.another_deliverer().begin(alone=False)
    assert (await stage.one("signed_off")).state is MessageState.SENDING


@pytest.mark.parametrize("late", list(Result))
async def test_an_answer_that_comes_after_somebody_else_has_settled_the_message_changes_nothing(
    stage: Stage, late: Result
):
    class Slow(PostOffice):
        async def send(self, mail, before_final_dot):  # noqa: ANN001, ANN202
            await stage.another_deliverer().begin(alone=True)  # it took this process for dead
            message = await stage.one("signed_off")
            await stage.decide(message.id, Decision.MARK_SENT, OPS)
            return Outcome(late, "迟到的答复")

    await stage.hears(scenes.signed_off())
    await stage.another_deliverer(Slow()).deliver_one()
    message = await stage.one("signed_off")
    assert (message.state, message.decided_by, message.reason) == (MessageState.SENT, OPS, "")
    assert await stage.open_calls() == []


async def test_where_a_second_delivery_is_harmless_it_is_simply_finished(stage: Stage):
    stage.post.idempotent = True
    await die_while_sending(stage)
    again = stage.another_deliverer()
    await again.begin(alone=True)
    assert await again.deliver_one()
    assert (await stage.one("signed_off")).state is MessageState.SENT


async def die_while_sending(stage: Stage) -> None:
    """Nothing can be written any more, as after kill -9: the row stays as the attempt left it."""

    class Death(BaseException):
        pass

    def die() -> None:
        raise Death

    stage.post.interrupt = die
    await stage.hears(scenes.signed_off())
    with pytest.raises(Death):
        await stage.deliver.deliver_one()
    stage.post.interrupt = None
    assert (await stage.one("signed_off")).state is MessageState.SENDING


@pytest.mark.parametrize(("passed", "state"), [(True, MessageState.UNKNOWN), (False, MessageState.QUEUED)])
async def test_a_stop_while_sending_is_written_down(stage: Stage, passed: bool, state: MessageState):
    class Waiting(PostOffice):
        async def send(self, mail, before_final_dot):  # noqa: ANN001, ANN202
            if passed:
                before_final_dot()
            await asyncio.sleep(60)

    stage.post = Waiting()
    deliverer = stage.another_deliverer()
    await stage.hears(scenes.signed_off())
    task = asyncio.create_task(deliverer.deliver_one())

    async def is_sending() -> bool:
        return (await stage.one("signed_off")).state is MessageState.SENDING

    await eventually(is_sending)
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await stage.one("signed_off")).state is state


async def test_a_fault_of_our_own_before_the_mail_is_out_is_tried_again(stage: Stage):
    def fail() -> None:
        raise RuntimeError("no more file handles")

    stage.post.interrupt = fail
    await stage.hears(scenes.signed_off())
    await stage.deliver_all()
    message = await stage.one("signed_off")
    assert (message.state, message.attempts) == (MessageState.QUEUED, 1)


async def test_several_loops_share_the_work_and_send_nothing_twice(stage: Stage):
    for number in range(12):
        await stage.hears(scenes.received(id=f"{number:036}", number=f"N{number}"))
    loops = [stage.another_deliverer() for _ in range(3)]
    for loop in loops:
        await loop.begin(alone=False)
    tasks = [asyncio.create_task(loop.run()) for loop in loops]
    await eventually(lambda: len(stage.post.taken) >= 24)
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(stage.post.taken) == len({mail.message_id for mail in stage.post.taken}) == 24


async def test_a_loop_waits_until_what_was_left_is_settled(stage: Stage):
    await stage.hears(scenes.signed_off())
    loop = stage.another_deliverer()
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0.1)
    assert stage.post.taken == []
    await loop.begin(alone=True)
    await eventually(lambda: len(stage.post.taken) == 1)
    task.cancel()


async def test_who_called_first_stands(stage: Stage):
    await stage.hears(scenes.received(kind=Kind.CASE))
    async with stage.database.reading() as view:
        ((_, call),) = await stage.calls.page(None, 10, view, open_only=True)
    first = await stage.finish_call(call.id, AccountId("a"), " 已告知 ")
    second = await stage.finish_call(call.id, AccountId("b"), "")
    assert first is not None
    assert (first.done_by, first.note) == ("a", "已告知")
    assert second == first
    assert await stage.open_calls() == []
    assert await stage.finish_call("nobody", AccountId("a"), "") is None


def text_of(content: bytes) -> str:
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(content, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
