"""Submissions and their revisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.ingest.domain.quota import Counted
from services.ingest.domain.sender import Sight
from services.ingest.domain.submission import Progress, Recorded
from services.ingest.storage.tables import progress, revisions, submissions
from shared.contracts.stories import DraftStatus
from shared.contracts.submissions import Submission
from shared.contracts.unknown import word_of
from shared.contracts.words import UNCOUNTED, Kind, SubmissionState
from shared.database import Reading, Transaction
from shared.ids import StoryId, SubmissionId, first_id_at

_NEWEST = (
    sa.select(
        revisions.c.submission,
        revisions.c.report,
        revisions.c.fingerprint,
        revisions.c.sent_at,
        submissions.c.withdrawn_at,
        progress.c.story_id,
        progress.c.version,
        progress.c.revision,
        progress.c.state,
        progress.c.drafts,
    )
    .join_from(
        submissions,
        revisions,
        sa.and_(revisions.c.submission_id == submissions.c.id, revisions.c.revision == submissions.c.revision),
    )
    .outerjoin(progress, progress.c.submission_id == submissions.c.id)
)


class StoredSubmissions:
    async def add(
        self, submission: Submission, report: Mapping[str, Any], fingerprint: str, at: datetime, tx: Transaction
    ) -> None:
        values = {"kind": submission.kind, "category": submission.category, "revision": submission.revision}
        if submission.revision == 1:
            first = {"id": submission.id, "number": submission.number, "unit": submission.unit.code}
            await tx.connection.execute(submissions.insert().values(**first, **values, withdrawn_reason=""))
        else:
            await tx.connection.execute(submissions.update().where(submissions.c.id == submission.id).values(**values))
        await tx.connection.execute(
            revisions.insert().values(
                submission_id=submission.id,
                revision=submission.revision,
                submission=submission.model_dump(mode="json"),
                report=dict(report),
                fingerprint=fingerprint,
                sent_at=at,
            )
        )

    async def withdraw(self, submission: SubmissionId, reason: str, at: datetime, tx: Transaction) -> None:
        await tx.connection.execute(
            submissions.update().where(submissions.c.id == submission).values(withdrawn_at=at, withdrawn_reason=reason)
        )

    async def find(self, number: str, view: Reading) -> Recorded | None:
        row = (await view.connection.execute(_NEWEST.where(submissions.c.number == number))).one_or_none()
        return _recorded(row) if row else None

    async def find_to_change(self, number: str, tx: Transaction) -> Recorded | None:
        # The lock first, by itself: PostgreSQL would otherwise join the revision of before the wait.
        await tx.connection.execute(sa.select(submissions.c.id).where(submissions.c.number == number).with_for_update())
        return await self.find(number, tx)

    async def newest_first(
        self, seen: Sight, before: SubmissionId | None, limit: int, view: Reading
    ) -> Sequence[Recorded]:
        query = _NEWEST.order_by(submissions.c.id.desc()).limit(limit)
        if seen.unit is not None:
            query = query.where(submissions.c.unit == seen.unit)
        if seen.kinds is not None:
            query = query.where(submissions.c.kind.in_(seen.kinds))
        if before is not None:
            query = query.where(submissions.c.id < before)
        return [_recorded(row) for row in await view.connection.execute(query)]

    async def counted(self, unit: str, view: Reading) -> Sequence[Counted]:
        rows = await view.connection.execute(_counted(unit, submissions.c.kind, submissions.c.category))
        return [Counted(Kind(row.kind), row.category) for row in rows]

    async def count(self, unit: str, kind: Kind, view: Reading) -> int:
        of_kind = _counted(unit, sa.func.count()).where(submissions.c.kind == kind)
        return int((await view.connection.execute(of_kind)).scalar_one())

    async def sent_since(self, unit: str, moment: datetime, view: Reading) -> int:
        recent = sa.select(sa.func.count()).where(submissions.c.unit == unit, submissions.c.id >= first_id_at(moment))
        return int((await view.connection.execute(recent)).scalar_one())


def _counted(unit: str, *what: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """What quotas count: all that is open (domain/submission.py, `is_open`), told by publisher or not."""
    return (
        sa.select(*what)
        .select_from(submissions)
        .outerjoin(progress, progress.c.submission_id == submissions.c.id)
        .where(
            submissions.c.unit == unit,
            submissions.c.withdrawn_at.is_(None),
            sa.or_(
                progress.c.state.is_(None),
                progress.c.revision < submissions.c.revision,
                progress.c.state.not_in([state.value for state in UNCOUNTED]),
            ),
        )
    )


def _recorded(row: Any) -> Recorded:
    return Recorded(
        submission=Submission.received(row.submission),
        report=row.report,
        fingerprint=row.fingerprint,
        sent_at=row.sent_at,
        withdrawn=row.withdrawn_at is not None,
        progress=_progress(row),
    )


def _progress(row: Any) -> Progress | None:
    if row.story_id is None:
        return None
    return Progress(
        story=StoryId(row.story_id),
        version=row.version,
        revision=row.revision,
        state=word_of(SubmissionState, row.state),
        drafts=tuple(DraftStatus.received(draft) for draft in row.drafts),
    )
