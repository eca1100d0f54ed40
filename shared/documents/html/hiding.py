"""Which elements of a document are no part of its text: what was deleted, hidden, noted beside it by others."""

import re
from collections.abc import Callable, Mapping

from shared.documents.body import LeftOut
from shared.documents.html.styles import Attributes, Declared, classes_of

_TAGS = {
    "del": LeftOut.DELETED,
    "w:del": LeftOut.DELETED,
    "w:deltext": LeftOut.DELETED,
    "w:movefrom": LeftOut.DELETED,
    "s": LeftOut.STRUCK,
    "strike": LeftOut.STRUCK,
    "w:instrtext": LeftOut.FIELD_CODE,
    "math": LeftOut.FORMULA,
    "m:omath": LeftOut.FORMULA,
    "m:omathpara": LeftOut.FORMULA,
    "svg": LeftOut.PICTURE,
    "x-template": LeftOut.HIDDEN,
    "datalist": LeftOut.HIDDEN,
}
_CLASSES = {
    "msodel": LeftOut.DELETED,
    "msocommenttext": LeftOut.COMMENT,
    "msocommentsubject": LeftOut.COMMENT,
    "msocomtxt": LeftOut.COMMENT,
    "msocommentreference": LeftOut.COMMENT_MARK,
    "msocomanchor": LeftOut.COMMENT_MARK,
    "msocomoff": LeftOut.COMMENT_MARK,
}
"""As Word and WPS write them."""

_NOTHING = re.compile(r"[+-]?0*\.?0*(?:px|pt|em|rem|ex|ch|cm|mm|in|pc|vw|vh|%)?")
_FAR_AWAY = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|cm|in)?")
_OF_ITS_PARENT = re.compile(r"(?:[\d.]+(?:em|%)|smaller|larger|inherit|unset)")


def _is_nothing(value: str) -> bool:
    return "0" in value and bool(_NOTHING.fullmatch(value))


_HIDES: Mapping[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in {"hidden", "collapse"},
    "content-visibility": lambda value: value == "hidden",
    "mso-hide": lambda value: value in {"all", "screen"},
    "font-size": _is_nothing,
    "opacity": _is_nothing,
    "text-indent": lambda value: bool(_FAR_AWAY.fullmatch(value)),
    "left": lambda value: bool(_FAR_AWAY.fullmatch(value)),
    "top": lambda value: bool(_FAR_AWAY.fullmatch(value)),
    "clip": lambda value: re.sub(r"[\s,]|px", "", value) in {"rect(0000)", "rect(1111)"},
}
_UNDONE_INSIDE = frozenset({"visibility", "mso-hide", "font-size"})
"""A property that what stands inside may set anew, and be seen."""
_SIZES = ("height", "width", "max-height", "max-width")


def kind_left_out(tag: str, attributes: Attributes, style: Declared) -> LeftOut | None:
    """By what the element is, wherever it stands."""
    if style.get("mso-element") == "comment":
        return LeftOut.COMMENT
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        return LeftOut.STRUCK
    if tag == "dialog" and "open" not in attributes:
        return LeftOut.HIDDEN
    return _TAGS.get(tag) or next((_CLASSES[name] for name in classes_of(attributes) if name in _CLASSES), None)


def hiding(around: frozenset[str], attributes: Attributes, style: Declared) -> frozenset[str]:
    """The properties that hide it. `around`: those that hide what it stands in."""
    own = {name for name, hides in _HIDES.items() if name in style and hides(style[name])}
    if "hidden" in attributes:
        own.add("hidden")
    if style.get("overflow") == "hidden" and any(_is_nothing(style.get(size, "auto")) for size in _SIZES):
        own.add("overflow")
    undone = {name for name in _UNDONE_INSIDE if name in style and not _OF_ITS_PARENT.fullmatch(style[name])}
    return (around - undone) | own
