"""What changed between two texts, for people: sentence by sentence, and within a changed sentence by character."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from services.publisher.drafting.alignment import MOST_EFFORT, aligned, effort, sentences

LONGEST_BY_CHARACTER = 1000
"""Two longer stretches are shown as one gone and one new: comparing them by character would take seconds."""

SHORTEST_KEPT = 2
"""A single character that two sentences happen to share in their midst tells a reader nothing."""


@dataclass(frozen=True)
class Piece:
    kind: Literal["same", "gone", "new"]
    text: str


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order. `same` and `gone` make up the text before, `same` and `new` the one after."""
    return tuple(_joined(_by_sentence(sentences(before), sentences(after))))


def changed(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind != "same" for piece in pieces)


def excerpt(pieces: Sequence[Piece], around: int = 24) -> tuple[Piece, ...]:
    """The same with long unchanged stretches cut down to what stands next to a change."""
    return tuple(
        _cut(piece, around, first=at == 0, last=at == len(pieces) - 1) if piece.kind == "same" else piece
        for at, piece in enumerate(pieces)
    )


def _by_sentence(old: list[str], new: list[str]) -> Iterator[Piece]:
    left = MOST_EFFORT  # for all stretches together
    for tag, a1, a2, b1, b2 in aligned(old, new):
        gone, come = "".join(old[a1:a2]), "".join(new[b1:b2])
        if tag == "equal":
            yield Piece("same", gone)
        elif max(len(gone), len(come)) <= LONGEST_BY_CHARACTER and (left := left - effort(gone, come)) >= 0:
            yield from _by_character(gone, come)
        else:
            yield Piece("gone", gone)
            yield Piece("new", come)


def _by_character(gone: str, come: str) -> Iterator[Piece]:
    for tag, a1, a2, b1, b2 in aligned(gone, come):
        at_an_end = (a1, b1) == (0, 0) or (a2, b2) == (len(gone), len(come))
        if tag == "equal" and (a2 - a1 >= SHORTEST_KEPT or at_an_end):
            yield Piece("same", gone[a1:a2])
        else:
            yield Piece("gone", gone[a1:a2])
            yield Piece("new", come[b1:b2])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of a kind in one, what is gone before what is new, no empty ones."""
    waiting = {"gone": "", "new": "", "same": ""}
    for piece in pieces:
        if piece.kind == "same" and (waiting["gone"] or waiting["new"]) and piece.text:
            yield from _changes(waiting)
        elif piece.kind != "same" and waiting["same"] and piece.text:
            yield Piece("same", waiting["same"])
            waiting["same"] = ""
        waiting[piece.kind] += piece.text
    if waiting["same"]:
        yield Piece("same", waiting["same"])
    yield from _changes(waiting)


def _changes(waiting: dict[str, str]) -> Iterator[Piece]:
    if waiting["gone"]:
        yield Piece("gone", waiting["gone"])
    if waiting["new"]:
        yield Piece("new", waiting["new"])
    waiting["gone"] = waiting["new"] = ""


def _cut(piece: Piece, around: int, *, first: bool, last: bool) -> Piece:
    if len(piece.text) <= 2 * around + 1:
        return piece
    head = "" if first else piece.text[:around]
    tail = "" if last else piece.text[-around:]
    return Piece("same", f"{head}…{tail}")
