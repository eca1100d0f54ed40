"""What a draft says, for comparing: what changed, and where each stretch comes from."""

from dataclasses import dataclass

from services.publisher.drafting.comparison import Piece, changed, compared, excerpt
from services.publisher.stories.content import Origin
from services.publisher.stories.draft import Draft, Wording
from services.publisher.stories.fields import text_fields
from services.publisher.stories.words import ORIGINS, field_name


@dataclass(frozen=True)
class Sourced:
    """A stretch of the draft, and where it comes from."""

    field: str
    text: str
    origin: str
    edited: bool
    paragraph: int | None


@dataclass(frozen=True)
class Change:
    field: str
    pieces: tuple[Piece, ...]


def changes_between(before: Wording, after: Wording) -> tuple[Change, ...]:
    old, new = text_fields(before.content), text_fields(after.content)
    fields = [*new, *(field for field in old if field not in new)]
    compared_fields = ((field, compared(old.get(field, ""), new.get(field, ""))) for field in fields)
    return tuple(Change(field_name(field), excerpt(pieces)) for field, pieces in compared_fields if changed(pieces))


def sources_of(draft: Draft) -> tuple[Sourced, ...]:
    texts = text_fields(draft.content)
    shown = [
        Sourced(
            field=field_name(span.field),
            text=texts.get(span.field, "")[span.start : span.end],
            origin=ORIGINS[span.origin],
            edited=span.origin is Origin.EDITOR,
            paragraph=None if span.block is None else span.block + 1,
        )
        for span in draft.spans
    ]
    return tuple(source for source in shown if source.text.strip())
