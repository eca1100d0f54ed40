"""What a unit is told of its document: what was no part of the text, and what to do if it was meant to be."""

from collections.abc import Iterable

from shared.contracts.submissions import Tidied
from shared.documents import LeftOut

_REMEDIES = (
    (frozenset({LeftOut.DELETED, LeftOut.STRUCK}), "请在原稿中恢复后重新报送"),
    (frozenset({LeftOut.HIDDEN, LeftOut.COMMENT, LeftOut.COMMENT_MARK, LeftOut.FIELD_CODE}), "请写进正文后重新报送"),
    (frozenset({LeftOut.FORMULA}), "请改写成文字后重新报送"),
    (frozenset({LeftOut.PICTURE}), "请作为附件上传"),
)


def empty(tidied: Iterable[Tidied]) -> str:
    """Of a body in which nothing is left to publish."""
    said = _named(tidied)
    return f"正文里没有可用的文字（{said}不采用），请填写正文。" if said else "正文里没有文字，请填写正文。"


def told(tidied: Iterable[Tidied]) -> list[str]:
    """A sentence each remedy."""
    known = [(kinds, remedy, [one for one in tidied if one.what in kinds]) for kinds, remedy in _REMEDIES]
    return [f"正文中有{_named(found)}，没有采用；确需采用的，{remedy}。" for _, remedy, found in known if found]


def not_pasted(tidied: Iterable[Tidied]) -> str:
    """Of what was copied into the form; empty where all of it was pasted."""
    said = _named(tidied)
    return f"粘贴的内容里有{said}，没有粘贴进来；需要的请直接补写在正文里。" if said else ""


def _named(tidied: Iterable[Tidied]) -> str:
    named = (one for one in tidied if one.what in set(LeftOut) - {LeftOut.MARKUP})
    return "、".join(f"{one.what.removeprefix('正文中的')}{one.times}处" for one in named)
