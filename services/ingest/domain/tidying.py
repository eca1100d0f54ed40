"""Takes out of a report what nobody sees, by the rules of `shared.text.normalising`, and keeps an account of it."""

from collections import Counter
from collections.abc import Iterable

from shared.contracts.submissions import Block, File, Tidied
from shared.text.normalising import Change, Normalised, normalise, normalise_line


def tidy_line(text: str) -> Normalised:
    """One line, its words one space apart."""
    tidy = normalise_line(text.strip())
    return Normalised(" ".join(tidy.text.split()), tidy.changes)


class Tidying:
    """One report's: text goes through it, and `said` is what was taken out of all of it."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def line(self, text: str) -> str:
        tidy = tidy_line(text)
        self._note(tidy.changes)
        return tidy.text

    def body(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Without those of which nothing is left."""
        return tuple(Block(kind=block.kind, text=text) for block in blocks if (text := self._text(block.text)))

    def files(self, files: Iterable[File]) -> tuple[File, ...]:
        """What is printed beside each."""
        return tuple(
            file.model_copy(update={"caption": self.line(file.caption), "credit": self.line(file.credit)})
            for file in files
        )

    def left_out(self, told: Iterable[Tidied]) -> None:
        """What the reader of a document has left out already."""
        self._note(told)

    def said(self) -> tuple[Tidied, ...]:
        return tuple(Tidied(what=what, times=times) for what, times in self._times.items())

    def _text(self, text: str) -> str:
        tidy = normalise(text)
        self._note(tidy.changes)
        return tidy.text.strip()

    def _note(self, changes: Iterable[Change | Tidied]) -> None:
        for change in changes:
            self._times[change.what] += change.times
