"""The text of cleaned HTML in its order, with the borders of its lines; and what of it is no text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from shared.contracts.submissions import Tidied
from shared.contracts.words import BlockKind
from shared.documents.body import LeftOut, told
from shared.documents.html.hiding import hiding, kind_left_out
from shared.documents.html.list_numbers import ListNumbers, list_numbers
from shared.documents.html.styles import Attributes, Declared, Styles, classes_of
from shared.documents.raising import lowered, raised

Piece = tuple[BlockKind, str]
BORDER: Piece = (BlockKind.PARAGRAPH, "\n")
"""Between two lines. No other piece is this one object."""

_KINDS = {
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    **dict.fromkeys(("h3", "h4", "h5", "h6"), BlockKind.SUBHEADING),
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.ITEM,
}
_LINES_NAMES = (
    "address article aside body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend main menu nav ol optgroup option p pre section summary "
    "table tbody tfoot thead tr ul"
)
_LINES = frozenset(_LINES_NAMES.split()) | frozenset(_KINDS)
_LINES_BY_STYLE = frozenset({"block", "flex", "grid", "list-item", "table", "table-row"})
_CELLS = frozenset({"td", "th"})
"""Of one row: they stand on one line, with a space between."""
_EMPTY_NAMES = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
_EMPTY = frozenset(_EMPTY_NAMES.split())
"""Elements without an end."""
_RAISED = {"sup": raised, "super": raised, "sub": lowered}
_REFERENCES = frozenset({"msofootnotereference", "msoendnotereference"})


@dataclass
class Silence:
    """Of the outermost element that is left out."""

    kind: LeftOut
    counted: bool = False


@dataclass(frozen=True)
class Open:
    """An element and what holds inside it."""

    tag: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    is_line: bool = True
    hidden_by: frozenset[str] = frozenset()
    silence: Silence | None = None
    raising: str = ""
    """`sup` or `sub`."""
    starts_at: int = 0
    """Its first piece."""


class Reader(HTMLParser):
    """What nh3 has written is well-formed: every element is closed, but those that have no end."""

    def __init__(self, styles: Styles, items: Sequence[int]) -> None:
        """`items`: of each ordered list, where one of them counts down."""
        super().__init__()
        self.pieces: list[Piece] = []
        self._styles = styles
        self._items = iter(items)
        self._open = [Open()]
        self._times: Counter[LeftOut] = Counter()
        self._lists: list[ListNumbers] = []
        self._number = ""
        """To be written before the item's first words."""
        self._fields: list[bool] = []
        """Of each field around, whether its code has ended and its text begun."""

    @property
    def left_out(self) -> tuple[Tidied, ...]:
        return told(self._times)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        style = self._styles.at(tag, attributes)
        opened = self._opened(tag, attributes, style)
        if opened.is_line or tag == "br":
            self.pieces.append(BORDER)
        self._follow_field(style.get("mso-element", ""))
        if tag in _EMPTY:
            self._times[LeftOut.PICTURE] += tag == "img" and opened.silence is None
            return
        self._open.append(opened)
        self._follow_list(opened, attributes, style)
        if tag == "q":
            self.handle_data("“")

    def handle_data(self, data: str) -> None:
        if not data.strip():
            self._say(data)
        elif silence := self._silence:
            self._times[silence.kind] += not silence.counted
            silence.counted = True
        else:
            self._say(self._number + (data.lstrip() if self._number else data))
            self._number = ""

    def handle_endtag(self, tag: str) -> None:
        if tag != self._open[-1].tag:
            return  # of an element without an end
        if tag == "q":
            self.handle_data("”")
        closed = self._open.pop()
        if closed.raising:
            self._raise(closed)
        if closed.is_line:
            self.pieces.append(BORDER)
        elif tag in _CELLS:
            self._say(" ")
        if tag in {"ol", "ul"}:
            self._lists.pop()
        elif tag == "li":
            self._number = ""

    @property
    def _silence(self) -> Silence | None:
        if self._fields and not all(self._fields):
            return Silence(LeftOut.FIELD_CODE)
        return self._open[-1].silence

    def _say(self, words: str) -> None:
        if self._open[-1].silence is None:
            self.pieces.append((self._open[-1].kind, words))

    def _opened(self, tag: str, attributes: Attributes, style: Declared) -> Open:
        around = self._open[-1]
        hidden_by = hiding(around.hidden_by, attributes, style)
        own = kind_left_out(tag, attributes, style)
        if around.silence and (around.silence.kind is not LeftOut.HIDDEN or hidden_by):
            silence: Silence | None = around.silence
        else:
            kind = own or (LeftOut.HIDDEN if hidden_by else None)
            silence = Silence(kind) if kind else None
        return Open(
            tag=tag,
            kind=_KINDS.get(tag, around.kind),
            is_line=tag in _LINES or style.get("display") in _LINES_BY_STYLE,
            hidden_by=hidden_by,
            silence=silence,
            raising=_raising(tag, attributes, style),
            starts_at=len(self.pieces),
        )

    def _follow_field(self, element: str) -> None:
        """Between its beginning and its separator Word keeps the code of a field: PAGEREF _Toc1 \\h."""
        if element == "field-begin":
            self._fields.append(False)
        elif element == "field-separator" and self._fields:
            self._fields[-1] = True
        elif element == "field-end" and self._fields:
            self._fields.pop()

    def _follow_list(self, opened: Open, attributes: Attributes, style: Declared) -> None:
        if opened.tag in {"ol", "ul"}:
            items = next(self._items, 0) if opened.tag == "ol" else 0
            self._lists.append(list_numbers(opened.tag, attributes, style, items))
        elif opened.tag == "li" and self._lists and "display" not in opened.hidden_by:
            self._number += self._lists[-1].take(attributes, style)

    def _raise(self, closed: Open) -> None:
        """Written anew where it stands on one line; else it is no number's power."""
        inside = self.pieces[closed.starts_at :]
        words = "".join(words for _, words in inside)
        if words.strip() and not any(piece is BORDER for piece in inside):
            self.pieces[closed.starts_at :] = [(inside[0][0], _RAISED[closed.raising](words))]


def _raising(tag: str, attributes: Attributes, style: Declared) -> str:
    if tag in {"sup", "sub"}:
        return tag
    if not _REFERENCES.isdisjoint(classes_of(attributes)):
        return "super"
    return style.get("vertical-align", "") if style.get("vertical-align") in _RAISED else ""
