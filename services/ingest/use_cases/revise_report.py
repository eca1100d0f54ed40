"""Puts a new revision in the place of the newest one. The number stays."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.ingest.domain import limits
from services.ingest.domain.compose import compose, without_people
from services.ingest.domain.file import Received
from services.ingest.domain.fingerprint import fingerprint
from services.ingest.domain.receipt import Receipt, receipt
from services.ingest.domain.records import Submissions, Timeline, Uploads
from services.ingest.domain.refusals import NotFound
from services.ingest.domain.report import Report
from services.ingest.domain.rules import canonical
from services.ingest.domain.sender import Sender, sender
from services.ingest.domain.submission import Happening, Recorded, require_newest, require_open
from services.ingest.use_cases.check_report import Checked, CheckReport
from services.ingest.use_cases.find_submission import FindSubmission
from services.ingest.use_cases.remember_people import People, RememberPeople
from services.ingest.use_cases.store_files import StoreFiles
from shared.bus import Outbox
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.database import Database
from shared.identity import Account
from shared.ids import Sha256

log = structlog.get_logger()


class ReviseReport:
    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        submissions: Submissions,
        timeline: Timeline,
        uploads: Uploads,
        find_submission: FindSubmission,
        check_report: CheckReport,
        store_files: StoreFiles,
        remember_people: RememberPeople,
        campaign: Campaign,
        clock: Clock,
    ) -> None:
        self.database = database
        self.outbox = outbox
        self.submissions = submissions
        self.timeline = timeline
        self.uploads = uploads
        self.find_submission = find_submission
        self.check_report = check_report
        self.store_files = store_files
        self.remember_people = remember_people
        self.campaign = campaign
        self.clock = clock

    async def __call__(
        self, account: Account, number: str, revision: int, report: Report, received: Sequence[Received] = ()
    ) -> Receipt:
        """`revision` is the one that was read; files of it stay, by their name, without being sent again.

        An answer that got lost may be asked for again: the content that is there already is no second revision.
        """
        found = await self.find_submission(account, number)
        who = sender(account, report.unit or found.submission.unit.code, self.campaign)
        report = canonical(report, self.campaign)
        content = fingerprint(report, received)
        if _is_repeated(found, revision, content):
            return receipt(found.submission, found.state)
        _require_changeable(found, revision, who)
        async with self.database.reading() as view:
            uploads = await self.uploads.of(account.id, [file.sha256 for file in report.files], self._since(), view)
        known = [*uploads, *found.submission.files]
        checked = await self.check_report(report, received, known, found.submission.kind)
        await self.store_files(received)
        people = await self.remember_people(report, f"{found.submission.id}:{revision}:{content}")
        async with self.database.transaction() as tx:
            current = await self.submissions.find_to_change(number, tx)
            if current is None:
                raise RuntimeError("a submission that was just read is gone")
            if _is_repeated(current, revision, content):
                return receipt(current.submission, current.state)
            _require_changeable(current, revision, who)
            submission = self._submission(current, report, who, people, checked)
            event = SubmissionReceived(submission=submission, occurred_at=self.clock.now())
            await self.submissions.add(submission, without_people(report), content, event.occurred_at, tx)
            happening = Happening(event.occurred_at, event.type, "已重报", _which(submission))
            await self.timeline.add(submission.id, event.event_id, happening, tx)
            await self.outbox.add(event, tx)
        log.info("submission.revised", number=number, revision=submission.revision)
        return receipt(submission)

    def _since(self) -> datetime:
        return self.clock.now() - limits.UPLOADS_KEPT

    def _submission(
        self, current: Recorded, report: Report, who: Sender, people: People, checked: Checked
    ) -> Submission:
        """Number, first sending and quota mark are the first revision's."""
        return compose(
            report,
            id=current.submission.id,
            number=current.submission.number,
            revision=current.submission.revision + 1,
            sender=who,
            contact=people.contact,
            approved_by=people.approved_by,
            body=checked.body,
            tidying=checked.tidying,
            files=checked.files,
            first_sent=current.submission.submitted_at,
            over_quota=current.submission.over_quota,
            campaign=self.campaign,
        )


def _which(submission: Submission) -> str:
    return f"第 {submission.revision} 次报送{'（编辑代录）' if submission.entered_by else ''}"


def _is_repeated(found: Recorded, revision: int, content: Sha256) -> bool:
    return found.submission.revision == revision + 1 and found.fingerprint == content


def _require_changeable(found: Recorded, revision: int, who: Sender) -> None:
    if found.submission.unit.code != who.unit.code:
        raise NotFound("没有这个编号的稿件，请核对编号。")
    require_open(found)
    require_newest(found, revision)
