"""The projection of reports in the database."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from services.notifier.domain.known import KnownReport
from services.notifier.storage.tables import known_reports
from shared.bus import TemporaryFailure
from shared.contracts.unknown import word_of
from shared.contracts.words import DraftState, Kind, SubmissionState
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import SubmissionId


class SqlKnownReports:
    async def get(self, submission: SubmissionId, tx: Reading) -> KnownReport | None:
        statement = sa.select(known_reports).where(known_reports.c.submission_id == submission)
        row = (await tx.connection.execute(statement)).one_or_none()
        return _report(row) if row else None

    async def lock(self, submission: SubmissionId, tx: Transaction) -> KnownReport | None:
        """Two events of one report are learned one after the other, in whatever replica."""
        statement = sa.select(known_reports).where(known_reports.c.submission_id == submission).with_for_update()
        row = (await tx.connection.execute(statement)).one_or_none()
        return _report(row) if row else None

    async def save(self, report: KnownReport, tx: Transaction) -> None:
        row = _row(report)
        changed = sa.update(known_reports).where(known_reports.c.submission_id == report.submission).values(row)
        if (await tx.connection.execute(changed)).rowcount:
            return
        if not (await tx.connection.execute(insert_unless_there(tx.connection, known_reports).values(row))).rowcount:
            # Nothing to lock yet, and another event of it was first by a moment: learn again on top of it.
            raise TemporaryFailure("another event of this report is being handled")

    async def of_kinds(self, kinds: Iterable[Kind], tx: Reading | Transaction) -> list[KnownReport]:
        statement = sa.select(known_reports).where(known_reports.c.kind.in_(list(kinds)))
        return [_report(row) for row in await tx.connection.execute(statement)]


def _row(report: KnownReport) -> dict[str, Any]:
    return {
        "submission_id": report.submission,
        "unit_code": report.unit_code,
        "kind": report.kind,
        "category": report.category,
        "revision": report.revision,
        "story_version": report.story_version,
        "state": report.state,
        "recalled": report.recalled,
        "drafts": dict(report.drafts),
    }


def _report(row: sa.Row[Any]) -> KnownReport:
    return KnownReport(
        submission=SubmissionId(row.submission_id),
        unit_code=row.unit_code,
        kind=word_of(Kind, row.kind),
        category=row.category,
        revision=row.revision,
        story_version=row.story_version,
        state=word_of(SubmissionState, row.state),
        recalled=row.recalled,
        drafts={draft: word_of(DraftState, state) for draft, state in row.drafts.items()},
    )
