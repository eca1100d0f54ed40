"""A list's filters out of an address. What cannot be meant is an error that names it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from services.publisher.stories.listing import Filters
from shared.contracts.words import ContentType, DraftState, Kind, SubmissionState
from shared.web.paging import wrong

LONGEST_SEARCH = 100

E = TypeVar("E", bound=StrEnum)


def filters_of(query: Mapping[str, str]) -> Filters:
    """`state` may be a draft's or a story's; where both know the word, the draft's is meant."""
    state = query.get("state", "").strip()
    draft_state = DraftState(state) if state in set(DraftState) else None
    return Filters(
        draft_state=draft_state,
        story_state=None if draft_state else _one_of(SubmissionState, "state", state),
        content_type=_one_of(ContentType, "content_type", query.get("content_type", "")),
        unit=query.get("unit", "").strip(),
        kind=_one_of(Kind, "kind", query.get("kind", "")),
        category=query.get("category", "").strip(),
        number=query.get("number", "").strip(),
        search=query.get("search", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        takedown_wanted=query.get("takedown", "") == "wanted",
    )


def _one_of(words: type[E], name: str, value: str) -> E | None:
    value = value.strip()
    if not value:
        return None
    if value not in set(words):
        raise wrong(name, f"只能是 {'、'.join(words)}。")
    return words(value)
