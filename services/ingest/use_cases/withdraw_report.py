"""Takes a report back for its unit. What is out already is publisher's to take down."""

import structlog

from services.ingest.domain.receipt import Receipt, receipt
from services.ingest.domain.records import Submissions, Timeline
from services.ingest.domain.sender import entered_by, sends
from services.ingest.domain.submission import Happening
from services.ingest.use_cases.find_submission import FindSubmission
from shared.bus import Outbox
from shared.clock import Clock
from shared.contracts.submissions import SubmissionWithdrawn
from shared.contracts.words import SubmissionState
from shared.database import Database
from shared.identity import Account

log = structlog.get_logger()


class WithdrawReport:
    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        submissions: Submissions,
        timeline: Timeline,
        find_submission: FindSubmission,
        clock: Clock,
    ) -> None:
        self.database = database
        self.outbox = outbox
        self.submissions = submissions
        self.timeline = timeline
        self.find_submission = find_submission
        self.clock = clock

    async def __call__(self, account: Account, number: str, reason: str) -> Receipt:
        """Once withdrawn, again says the same and does nothing."""
        sends(account)
        await self.find_submission(account, number)
        async with self.database.transaction() as tx:
            current = await self.submissions.find_to_change(number, tx)
            if current is None:
                raise RuntimeError("a submission that was just read is gone")
            submission = current.submission
            if current.withdrawn:
                return receipt(submission, SubmissionState.WITHDRAWN)
            by = entered_by(account)
            event = SubmissionWithdrawn(submission=submission, reason=reason, by=by, occurred_at=self.clock.now())
            await self.submissions.withdraw(submission.id, reason, event.occurred_at, tx)
            detail = f"{reason}（编辑代为撤回）" if by else reason
            happening = Happening(event.occurred_at, event.type, "已撤回", detail)
            await self.timeline.add(submission.id, event.event_id, happening, tx)
            await self.outbox.add(event, tx)
        log.info("submission.withdrawn", number=number)
        return receipt(submission, SubmissionState.WITHDRAWN)
