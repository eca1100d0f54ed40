"""Where each stretch of an edited draft comes from: what was left alone keeps its source, the rest is the editor's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from services.publisher.domain.content import Content, Origin, Span
from services.publisher.domain.fields import text_fields

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")


def spans_after_edit(before: Content, after: Content, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Compared sentence by sentence, so that a changed word makes its whole sentence the editor's.

    A paragraph or topic that only moved to another place in its list keeps its source.
    """
    old = text_fields(before)
    result: list[Span] = []
    for field, text in text_fields(after).items():
        twin = _twin(field, text, old)
        if twin is None:
            result += _compared(field, old.get(field, ""), text, tuple(span for span in spans if span.field == field))
        else:
            result += [replace(span, field=field) for span in spans if span.field == twin]
    return tuple(result)


def _twin(field: str, text: str, old: Mapping[str, str]) -> str | None:
    """The field that said just this before: the same one, or another of its list."""
    if old.get(field) == text:
        return field
    places = (name for name, said in old.items() if said == text and _of_one_list(name, field))
    return next(places, None)


def _of_one_list(name: str, other: str) -> bool:
    return "[" in name and re.sub(r"\[\d+\]", "[]", name) == re.sub(r"\[\d+\]", "[]", other)


def _compared(field: str, old: str, new: str, spans: tuple[Span, ...]) -> Iterator[Span]:
    theirs, ours = _SENTENCE.findall(old), _SENTENCE.findall(new)
    starts_old, starts_new = _starts(theirs), _starts(ours)
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            shift = starts_new[b1] - starts_old[a1]
            yield from _clipped(spans, starts_old[a1], starts_old[a2], shift)
        elif b2 > b1:
            yield Span(field, starts_new[b1], starts_new[b2], Origin.EDITOR)


def _clipped(spans: tuple[Span, ...], start: int, end: int, shift: int) -> Iterator[Span]:
    for span in spans:
        left, right = max(span.start, start), min(span.end, end)
        if left < right:
            yield Span(span.field, left + shift, right + shift, span.origin, span.block)


def _starts(sentences: list[str]) -> list[int]:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    return starts
