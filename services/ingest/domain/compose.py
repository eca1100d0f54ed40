"""A report becomes a submission: what the events carry, and nothing of people but ids and printed names."""

from datetime import datetime
from typing import Any

from services.ingest.domain import deadline
from services.ingest.domain.report import Report
from services.ingest.domain.sender import Sender
from services.ingest.domain.tidying import Tidying
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
    tidying: Tidying,
    files: tuple[File, ...],
    first_sent: datetime,
    over_quota: bool,
    campaign: Campaign,
) -> Submission:
    """`tidying` has seen the body."""
    return Submission(
        id=id,
        number=number,
        revision=revision,
        unit=sender.unit,
        kind=report.kind,
        category=report.category,
        title=tidying.line(report.title),
        body=body,
        event_date=report.event_date,
        place=tidying.line(report.place),
        contact=contact,
        approved_by=approved_by,
        byline=Byline(text=tidying.line(report.authors.text), photo=tidying.line(report.authors.photo)),
        origin=tidying.line(report.origin),
        ai_use=report.ai_use,
        files=tidying.files(files),
        submitted_at=first_sent,
        deadline=deadline.due(report.kind, report.event_date, campaign),
        late=deadline.is_late(report.kind, first_sent, campaign),
        over_quota=over_quota,
        entered_by=sender.entered_by,
        tidied=tidying.said(),
    )


def without_people(report: Report) -> dict[str, Any]:
    """As it was sent, to be kept beside the submission; contact and approver are identity's."""
    kept = report.model_dump(mode="json", exclude={"contact": True, "authors": {"approved_by"}}, exclude_none=True)
    return dict(kept)
