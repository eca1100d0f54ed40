"""Text that knows where each part of it came from, while a draft is being put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from services.publisher.stories.content import Cut, Origin, Span
from shared.text.borders import Border, borders, sentences
from shared.text.cutting import PROSE, shorten


@dataclass(frozen=True)
class Piece:
    text: str
    origin: Origin
    block: int | None = None


@dataclass(frozen=True)
class Passage:
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def spans(self, name: str) -> tuple[Span, ...]:
        """One span a piece; together they cover the field."""
        spans, at = [], 0
        for piece in self.pieces:
            spans.append(Span(name, at, at + len(piece.text), piece.origin, piece.block))
            at += len(piece.text)
        return tuple(spans)

    def first(self, length: int) -> "Passage":
        """Its first `length` code points."""
        kept, left = [], length
        for piece in self.pieces:
            if left <= 0:
                break
            kept.append(replace(piece, text=piece.text[:left]))
            left -= len(piece.text)
        return Passage(tuple(kept))

    def first_line(self) -> "Passage":
        return self.first(len(self.text.split("\n", 1)[0]))

    def first_sentence(self) -> "Passage":
        ends = borders(self.text, Border.SENTENCE)
        return self.first(ends[0]) if ends else self

    def __add__(self, other: "Passage") -> "Passage":
        return Passage(self.pieces + other.pieces)


def from_source(text: str, block: int | None = None) -> Passage:
    return Passage((Piece(text, Origin.SOURCE, block),) if text else ())


def template(text: str) -> Passage:
    return Passage((Piece(text, Origin.TEMPLATE),) if text else ())


@dataclass(frozen=True)
class Shorter:
    passage: Passage
    removed: str


def shortened(
    passage: Passage,
    fits: Callable[[str], bool],
    *,
    at: Sequence[tuple[Border, ...]] = PROSE,
    whole: Iterable[str] = (),
    at_least: int = 0,
) -> Shorter:
    """The longest beginning that fits, its last sentence marked as shortened where it is not whole."""
    result = shorten(passage.text, fits, at=at, whole=whole, at_least=at_least)
    kept = passage.first(len(result.kept))
    if result.border in {None, Border.SENTENCE}:
        return Shorter(kept, result.removed)
    return Shorter(_with_shortened_end(kept), result.removed)


def _with_shortened_end(passage: Passage) -> Passage:
    *before, last = passage.pieces
    tail = sentences(last.text)[-1]
    whole = last.text[: len(last.text) - len(tail)]
    head = (replace(last, text=whole),) if whole else ()
    return Passage((*before, *head, replace(last, text=tail, origin=Origin.SHORTENED)))


@dataclass
class Writing:
    """Collects what a formatter writes: each field's text, where it came from, what was left out."""

    spans: list[Span] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)

    def put(self, name: str, passage: Passage) -> str:
        self.spans += passage.spans(name)
        return passage.text

    def left_out(self, name: str, removed: str, reason: str) -> None:
        if removed.strip():
            self.cuts.append(Cut(name, removed, reason))
