"""Sends what is queued, one message after another; several of these loops may run side by side."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from services.notifier.domain.addressee import Addressee, Directory
from services.notifier.domain.call import call_instead_of
from services.notifier.domain.delivery import Outcome, Result, after
from services.notifier.domain.known import KnownReports
from services.notifier.domain.mail import Letters, Mail, Transport
from services.notifier.domain.message import Message, MessageState
from services.notifier.domain.routing import to_account
from services.notifier.domain.stores import Calls, Messages
from services.notifier.domain.truth import overtaken
from services.notifier.use_cases.waking import Waking
from services.notifier.use_cases.write_messages import NO_ADDRESS
from shared.clock import Clock
from shared.contacts import deliverable
from shared.database import Database
from shared.killpoint import kill_point
from shared.supervision import asked_to_stop

log = structlog.get_logger()

LONGEST_ATTEMPT = timedelta(minutes=15)
"""600 s for the answer to the final dot, and what comes before it: a process that takes longer is no more."""
BAD_ADDRESS = "登记的邮箱送不到"
LOST = "这封邮件存下的内容读不出来，请按编号查看稿件后告知对方"
NOT_WRITTEN = "这封邮件写不出来，请运维人员查看日志"
LOOK_FOR_LOST_EVERY = timedelta(minutes=1)


class DeliverMessages:
    """`sending` is committed before the attempt, so that a crash leaves an `unknown`, never a silent second copy."""

    def __init__(
        self,
        database: Database,
        messages: Messages,
        calls: Calls,
        known: KnownReports,
        directory: Directory,
        words: Letters,
        transport: Transport,
        clock: Clock,
        waking: Waking,
    ) -> None:
        self._database = database
        self._messages = messages
        self._calls = calls
        self._known = known
        self._directory = directory
        self._words = words
        self._transport = transport
        self._clock = clock
        self._waking = waking
        self._begun = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Several side by side share the work."""
        await self._begun.wait()
        while not asked_to_stop():  # the SMTP library may lose a cancellation that comes together with an answer
            if not await self.deliver_one():
                await self._waking.wait()

    async def look_after_lost(self, *, alone: bool) -> None:
        """Until cancelled: settles what a process that died left behind, before the loops start and ever after."""
        if not self._begun.is_set():
            await self.begin(alone=alone)
        while True:
            await asyncio.sleep(LOOK_FOR_LOST_EVERY.total_seconds())
            await self.settle_lost(older_than=LONGEST_ATTEMPT)

    async def begin(self, *, alone: bool) -> None:
        """Lets the loops go. `alone`: no other process sends, so whatever is found `sending` is lost for certain."""
        await self.settle_lost(older_than=timedelta(0) if alone else LONGEST_ATTEMPT)
        self._begun.set()

    async def settle_lost(self, *, older_than: timedelta) -> None:
        """Messages found `sending`, though nobody can be sending them any more."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            before = await self._messages.moment(now, tx) - older_than if older_than else None
            for message in await self._messages.left_sending(before, tx):
                if self._transport.idempotent:
                    settled = message.queued(now, "", now)
                else:
                    settled = after(message, Outcome(Result.UNKNOWN, "发送途中服务中断"), now)
                await self._messages.save(settled, tx, was=MessageState.SENDING)
                log.warning("email.found_sending", message=message.id, state=settled.state)

    async def deliver_one(self) -> bool:
        """False where nothing was due."""
        message = await self._claim()
        if message is None:
            return False
        passed_final_dot = False

        def before_final_dot() -> None:
            nonlocal passed_final_dot
            passed_final_dot = True

        def broken_off(reason: str) -> Outcome:
            return Outcome(Result.UNKNOWN if passed_final_dot else Result.DEFERRED, reason)

        try:
            addressee = await self._directory.find(message.recipient)
            message = message.addressed(addressee.email)
            mail = await self._written(message, addressee)
            if isinstance(mail, Mail):
                message = message.addressed(mail.to)
                outcome = await self._transport.send(mail, before_final_dot)
                kill_point("notifier.after_send_before_mark")
            else:
                outcome = mail
        except asyncio.CancelledError:
            await self._finish(message, broken_off("服务停止时尚未收到对方答复"))
            raise
        except Exception as error:
            log.exception("email.attempt_failed", message=message.id)
            outcome = broken_off(f"发送时出错（{type(error).__name__}）")
        await self._finish(message, outcome)
        return True

    async def _claim(self) -> Message | None:
        now = self._clock.now()
        async with self._database.reading() as view:
            # Looking must not take the writer's place: several loops look each second.
            if not await self._messages.any_due(now, view):
                return None
        async with self._database.transaction() as tx:
            due = await self._messages.next_due(now, tx)
            if due is None:
                return None
            # By the clock that the others judge its age by: one whose own is ahead must not take it for lost.
            message = due.sending(await self._messages.moment(now, tx))
            await self._messages.save(message, tx, was=MessageState.QUEUED)
            return message

    async def _written(self, message: Message, addressee: Addressee) -> Mail | Outcome:
        """The mail; or why it cannot be written, now or ever: then somebody is to know at once, not after a day."""
        if not addressee.email:
            return Outcome(Result.REFUSED, NO_ADDRESS)
        if message.facts.are_lost:
            return Outcome(Result.REFUSED, LOST)
        try:
            addressee = replace(addressee, email=deliverable(addressee.email))
        except ValueError as told:
            return Outcome(Result.REFUSED, f"{BAD_ADDRESS}：{told}")
        facts = message.facts
        by = (await self._directory.find(to_account(facts.by))).name if facts.by else ""
        note = ""
        if facts.submission:
            async with self._database.reading() as view:
                note = overtaken(facts, await self._known.get(facts.submission, view))
        try:
            return self._words.write(message, addressee, by=by, overtaken=note)
        except Exception as error:
            log.exception("email.not_written", message=message.id)
            return Outcome(Result.REFUSED, f"{NOT_WRITTEN}（{type(error).__name__}）")

    async def _finish(self, message: Message, outcome: Outcome) -> None:
        now = self._clock.now()
        finished = after(message, outcome, now)
        async with self._database.transaction() as tx:
            mine = await self._messages.save(finished, tx, was=MessageState.SENDING)
            if mine and finished.state is MessageState.FAILED:
                # Never silence: what cannot be mailed, a person tells by phone.
                await self._calls.add(call_instead_of(finished, finished.reason, now), tx)
        log.info("email.attempted", message=message.id, result=outcome.result, state=finished.state)
