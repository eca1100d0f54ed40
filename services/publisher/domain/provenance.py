"""Where each stretch of an edited draft comes from: what was left alone keeps its source, the rest is the editor's."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from services.publisher.domain.content import Content, Origin, Span

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")


def spans_after_edit(before: Content, after: Content, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Compared sentence by sentence, so that a changed word makes its whole sentence the editor's."""
    result: list[Span] = []
    for field, text in after.items():
        old = before.get(field)
        own = tuple(span for span in spans if span.field == field)
        if old == text:
            result += own
        elif isinstance(text, str):
            result += _moved(field, old if isinstance(old, str) else "", text, own)
        else:
            result.append(Span(field, 0, 0, Origin.EDITOR))
    return tuple(result)


def _moved(field: str, old: str, new: str, spans: tuple[Span, ...]) -> Iterator[Span]:
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
