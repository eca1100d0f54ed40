"""What a sender gets for a report: kept with its idempotency key, and given again word for word."""

from pydantic import BaseModel, ConfigDict

from shared.contracts.submissions import Submission
from shared.contracts.words import SubmissionState
from shared.ids import Sha256, SubmissionId


class Receipt(BaseModel):
    model_config = ConfigDict(frozen=True)

    number: str
    id: SubmissionId
    revision: int
    status: SubmissionState
    url: str


class Answered(BaseModel):
    """An idempotency key that was used."""

    model_config = ConfigDict(frozen=True)

    fingerprint: Sha256
    receipt: Receipt


def receipt(submission: Submission, status: SubmissionState = SubmissionState.RECEIVED) -> Receipt:
    return Receipt(
        number=submission.number,
        id=submission.id,
        revision=submission.revision,
        status=status,
        url=f"/api/v1/submissions/{submission.number}",
    )
