"""线索: which reports the station's desk is shown before anybody has reviewed them, and until when."""

from collections.abc import Sequence

from services.publisher.stories.draft import Draft
from services.publisher.stories.listing import DraftRow
from shared.contracts.words import ContentType, DraftState, SubmissionState

_ENDED = frozenset({SubmissionState.WITHDRAWN, SubmissionState.RETURNED, SubmissionState.REJECTED})
"""Taken back, being changed, or turned down."""


def is_lead(state: SubmissionState, drafts: Sequence[Draft | DraftRow]) -> bool:
    """Not what was taken down: whoever withdraws the item means its text and its footage too.

    `drafts`: all of the story that are not superseded, oldest first.
    """
    items = [draft for draft in drafts if draft.content_type is ContentType.TV_ITEM]
    if state in _ENDED:
        return False
    return not items or not (items[-1].state is DraftState.WITHDRAWN or items[-1].is_pulled)
