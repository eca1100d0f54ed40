"""What a sender gets for a report: kept with its idempotency key, and given again word for word."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from services.ingest.domain import left_out
from shared.contracts.submissions import Submission
from shared.contracts.unknown import Open
from shared.contracts.words import SubmissionState
from shared.ids import Sha256, SubmissionId


class Notice(BaseModel):
    model_config = ConfigDict(frozen=True)

    field: str
    """As in a list of mistakes: `files[0]`; `body` for the text, in whatever form it was sent."""
    message: str


class Receipt(BaseModel):
    model_config = ConfigDict(frozen=True)

    number: str
    id: SubmissionId
    revision: int
    status: Open[SubmissionState]
    url: str
    notices: tuple[Notice, ...] = ()
    """What its sender should know of what was taken; left out where there is nothing."""

    @model_serializer(mode="wrap")
    def _without_nothing(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in plain(self).items() if name != "notices" or value}


class Answered(BaseModel):
    """An idempotency key that was used."""

    model_config = ConfigDict(frozen=True)

    fingerprint: Sha256
    receipt: Receipt


def receipt(submission: Submission, status: Open[SubmissionState] = SubmissionState.RECEIVED) -> Receipt:
    return Receipt(
        number=submission.number,
        id=submission.id,
        revision=submission.revision,
        status=status,
        url=f"/api/v1/submissions/{submission.number}",
        notices=tuple(_notices(submission)),
    )


def _notices(submission: Submission) -> Iterator[Notice]:
    yield from (Notice(field="body", message=message) for message in left_out.told(submission.tidied))
    for place, file in enumerate(submission.files):
        yield from (Notice(field=f"files[{place}]", message=message) for message in file.notices)
