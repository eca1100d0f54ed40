"""A report becomes a submission: what the events carry, and nothing of people but ids and printed names."""

from datetime import datetime
from typing import Any

from services.ingest.domain import deadline
from services.ingest.domain.report import Report
from services.ingest.domain.sender import Sender
from shared.campaign import Campaign
from shared.contracts.submissions import Block, Byline, File, Submission
from shared.ids import PersonId, SubmissionId


def compose(
    report: Report,
    *,
    id: SubmissionId,  # noqa: A002  the contract's word
    number: str,
    revision: int,
    sender: Sender,
    contact: PersonId,
    approved_by: PersonId | None,
    body: tuple[Block, ...],
    files: tuple[File, ...],
    first_sent: datetime,
    over_quota: bool,
    campaign: Campaign,
) -> Submission:
    return Submission(
        id=id,
        number=number,
        revision=revision,
        unit=sender.unit,
        kind=report.kind,
        category=report.category,
        title=report.title,
        body=body,
        event_date=report.event_date,
        place=report.place,
        contact=contact,
        approved_by=approved_by,
        byline=Byline(text=report.authors.text, photo=report.authors.photo),
        origin=report.origin,
        ai_use=report.ai_use,
        files=files,
        submitted_at=first_sent,
        deadline=deadline.due(report.kind, report.event_date, campaign),
        late=deadline.is_late(report.kind, first_sent, campaign),
        over_quota=over_quota,
        entered_by=sender.entered_by,
    )


def without_people(report: Report) -> dict[str, Any]:
    """As it was sent, to be kept beside the submission; contact and approver are identity's."""
    kept = report.model_dump(mode="json", exclude={"contact": True, "authors": {"approved_by"}}, exclude_none=True)
    return dict(kept)
