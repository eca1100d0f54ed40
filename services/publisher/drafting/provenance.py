"""Where each stretch of an edited draft comes from: what was left alone keeps its source, the rest is the editor's."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from services.publisher.drafting.alignment import aligned, sentences
from services.publisher.stories.content import Content, Origin, Span
from services.publisher.stories.fields import text_fields

_INDEX = re.compile(r"\[\d+\]")


def spans_after_edit(before: Content, after: Content, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Compared sentence by sentence, so that a changed word makes its whole sentence the editor's.

    A paragraph or topic that only moved to another place in its list keeps its source.
    """
    old = text_fields(before)
    places: dict[tuple[str, str], str] = {}
    for name, said in old.items():
        places.setdefault((_list_of(name), said), name)
    known: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        known[span.field].append(span)
    result: list[Span] = []
    for field, text in text_fields(after).items():
        # The field that said just this before: the same one, or another of its list.
        twin = field if old.get(field) == text else places.get((_list_of(field), text))
        if twin is None:
            result += _compared(field, old.get(field, ""), text, known[field])
        else:
            result += [replace(span, field=field) for span in known[twin]]
    return tuple(result)


def _list_of(field: str) -> str:
    return _INDEX.sub("[]", field)


def _compared(field: str, old: str, new: str, spans: list[Span]) -> Iterator[Span]:
    theirs, ours = sentences(old), sentences(new)
    starts_old, starts_new = _starts(theirs), _starts(ours)
    for tag, a1, a2, b1, b2 in aligned(theirs, ours):
        if tag == "equal":
            shift = starts_new[b1] - starts_old[a1]
            yield from _clipped(spans, starts_old[a1], starts_old[a2], shift)
        elif b2 > b1:
            yield Span(field, starts_new[b1], starts_new[b2], Origin.EDITOR)


def _clipped(spans: list[Span], start: int, end: int, shift: int) -> Iterator[Span]:
    for span in spans:
        left, right = max(span.start, start), min(span.end, end)
        if left < right:
            yield Span(span.field, left + shift, right + shift, span.origin, span.block)


def _starts(sentences: list[str]) -> list[int]:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    return starts
