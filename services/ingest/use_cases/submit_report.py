"""Takes a report in, answers with its number, and tells everybody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from services.ingest.domain import limits, number, quota
from services.ingest.domain.compose import compose, without_people
from services.ingest.domain.file import Received
from services.ingest.domain.fingerprint import fingerprint
from services.ingest.domain.receipt import Answered, Receipt, receipt
from services.ingest.domain.records import Keys, Numbers, Submissions, Timeline, Uploads
from services.ingest.domain.refusals import KeyReused, TooMany
from services.ingest.domain.report import Report
from services.ingest.domain.rules import canonical
from services.ingest.domain.sender import Sender, sender
from services.ingest.domain.submission import Happening
from services.ingest.use_cases.check_report import Checked, CheckReport
from services.ingest.use_cases.remember_people import People, RememberPeople
from services.ingest.use_cases.store_files import StoreFiles
from shared.bus import Outbox
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.contracts.words import Kind
from shared.database import Database, Reading, Transaction
from shared.identity import Account
from shared.ids import Sha256, SubmissionId, new_id

log = structlog.get_logger()

AN_HOUR = timedelta(hours=1)


class SubmitReport:
    """Files and people are kept before the commit: what no row names is swept later, what one names is there."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        submissions: Submissions,
        numbers: Numbers,
        keys: Keys,
        timeline: Timeline,
        uploads: Uploads,
        check_report: CheckReport,
        store_files: StoreFiles,
        remember_people: RememberPeople,
        campaign: Campaign,
        clock: Clock,
        most_an_hour: int,
    ) -> None:
        self.database = database
        self.outbox = outbox
        self.submissions = submissions
        self.numbers = numbers
        self.keys = keys
        self.timeline = timeline
        self.uploads = uploads
        self.check_report = check_report
        self.store_files = store_files
        self.remember_people = remember_people
        self.campaign = campaign
        self.clock = clock
        self.most_an_hour = most_an_hour

    async def __call__(self, account: Account, key: str, report: Report, received: Sequence[Received] = ()) -> Receipt:
        """The same key and content again give the same answer, however often and however close together."""
        who = sender(account, report.unit, self.campaign)
        report = canonical(report, self.campaign)
        content = fingerprint(report, received)
        async with self.database.reading() as view:
            if answered := await self.keys.answered(account.id, key, view):
                return _again(answered, content)
            sent = await self.submissions.sent_since(who.unit.code, self.clock.now() - AN_HOUR, view)
            known = await self.uploads.of(account.id, [file.sha256 for file in report.files], self._since(), view)
        if sent >= self.most_an_hour:
            message = f"{who.unit.name}一小时内已报送 {sent} 篇，超过上限，请稍后再报；如确有需要，请联系管理员调整。"
            raise TooMany(message)
        checked = await self.check_report(report, received, known)
        await self.store_files(received)
        people = await self.remember_people(report, f"{account.id}:{key}:{content}")
        async with self.database.transaction() as tx:
            if not await self.keys.claim(account.id, key, content, self.clock.now(), tx):
                return _again(await self._answer(account, key, tx), content)
            submission = await self._submission(report, who, people, checked, tx)
            answer = receipt(submission)
            await self.keys.answer(account.id, key, Answered(fingerprint=content, receipt=answer), tx)
            await self._save(submission, report, content, tx)
        log.info("submission.received", number=submission.number, kind=submission.kind, files=len(submission.files))
        return answer

    def _since(self) -> datetime:
        return self.clock.now() - limits.UPLOADS_KEPT

    async def _submission(
        self, report: Report, who: Sender, people: People, checked: Checked, tx: Transaction
    ) -> Submission:
        series = number.series(self.campaign, who.unit.code)
        place = await self.numbers.next(series, tx)  # from here on the unit's other reports wait: the count below holds
        return compose(
            report,
            id=SubmissionId(new_id()),
            number=number.number(series, place),
            revision=1,
            sender=who,
            contact=people.contact,
            approved_by=people.approved_by,
            body=checked.body,
            tidying=checked.tidying,
            files=checked.files,
            first_sent=self.clock.now(),
            over_quota=await self._is_over(who, report.kind, tx),
            campaign=self.campaign,
        )

    async def _is_over(self, who: Sender, kind: Kind, tx: Transaction) -> bool:
        most = quota.most(who.unit.type, kind, self.campaign)
        return most is not None and await self.submissions.count(who.unit.code, kind, tx) >= most

    async def _save(self, submission: Submission, report: Report, content: Sha256, tx: Transaction) -> None:
        event = SubmissionReceived(submission=submission, occurred_at=submission.submitted_at)
        await self.submissions.add(submission, without_people(report), content, event.occurred_at, tx)
        happening = Happening(at=event.occurred_at, event=event.type, title="已报送", detail="")
        await self.timeline.add(submission.id, event.event_id, happening, tx)
        await self.outbox.add(event, tx)

    async def _answer(self, account: Account, key: str, view: Reading) -> Answered:
        answered = await self.keys.answered(account.id, key, view)
        if answered is None:
            raise RuntimeError("an idempotency key is taken, but has no answer")
        return answered


def _again(answered: Answered, content: Sha256) -> Receipt:
    if answered.fingerprint != content:
        raise KeyReused("这个 Idempotency-Key 已用于另一份内容，请为新的报送换一个。")
    return answered.receipt
