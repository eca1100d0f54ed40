"""A draft's content as a form, and a form as a content. What the form does not show stays as it was."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from multidict import MultiMapping

from services.publisher.desk.editing.article_text import HINT, blocks_of, text_of
from services.publisher.drafting.known import ABOUT
from services.publisher.stories.content import Content
from services.publisher.stories.fields import PROPOSED
from services.publisher.stories.words import field_name
from shared.text.radicals import as_characters

LONG = {"text": 9, "script": 9, "abstract": 3, "summary": 3}
"""Fields that want more than a line, and how many."""

ARTICLE_ROWS = 16
PICTURES = frozenset({"images", "media", "covers"})
COUNTED_WITH = {"text": ("text", "caption")}
"""Douyin counts title, text and topics together: shown at the text."""

NOT_EDITED = frozenset({"seconds", ABOUT})
"""Counted anew by the platform; known of the report."""

EMPTY_STRIPS = 2
RADICALS_ACCEPT = "radicals.accept"
"""Whether the characters that a finding proposes for radicals are taken."""

_BETWEEN_TOPICS = re.compile(r"[\s#＃、，,；;]+")
_FIRST_NAME = re.compile(r"\w+")

Picture = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    """line, area, article, topics, pictures, strips, declarations."""
    value: Any
    hint: str = ""
    rows: int = 1
    proposed: bool = False
    """A shortened title that nobody has accepted yet."""

    @property
    def counters(self) -> tuple[str, ...]:
        return COUNTED_WITH.get(self.name, (self.name,))


def fields_of(content: Content, pictures: Sequence[Picture], covers: Sequence[Picture]) -> list[Field]:
    """In the content's own order. `pictures`, `covers`: what may be shown, the draft's own first."""
    return [
        _field(name, content, covers if name == "covers" else pictures)
        for name in content
        if not name.endswith(PROPOSED) and name not in NOT_EDITED and not _in_its_text(name, content)
    ]


def content_of(
    words: MultiMapping[str], base: Content, pictures: Sequence[Picture], covers: Sequence[Picture]
) -> Content:
    """`base`: what the form was made of."""
    content = dict(base)
    for name in base:
        if name in NOT_EDITED or name.endswith(PROPOSED):
            continue
        content[name] = _read(name, words, base, covers if name == "covers" else pictures)
    for proposal in [name for name in base if name.endswith(PROPOSED)]:
        if words.get(f"{proposal}.accept"):
            content[proposal] = ""
    if _body_names_pictures(base):
        content["images"] = _those_in(content["body"], base, pictures)
    return _without_radicals(content) if words.get(RADICALS_ACCEPT) else content


def available(content: Content, shown: Sequence[Picture], name: str) -> list[Picture]:
    """The draft's own pictures first, then the others of the story: so the page numbers them."""
    own = list(content.get(name) or ())
    known = {picture["sha256"] for picture in own}
    return own + [picture for picture in shown if picture["sha256"] not in known]


def field_of(place: str) -> str:
    """The form's field for `images[0].caption` or `content.title`."""
    found = _FIRST_NAME.match(place.removeprefix("content."))
    return found[0] if found else ""


def shown(name: str, value: Any, pictures: Sequence[Picture]) -> str:
    """A field's value as people compare it."""
    if name == "body":
        return text_of(value, [picture["sha256"] for picture in pictures])
    if name == "topics":
        return "、".join(value)
    if name in PICTURES:
        return "\n".join(f"{one['name']} {one.get('caption', '')}".strip() for one in value)
    if name == "lower_thirds":
        return "\n".join(f"{one['text']} {one.get('title', '')}".strip() for one in value)
    if isinstance(value, dict):
        return "\n".join(str(one) for one in value.values() if one not in {"", False})
    return str(value)


def _field(name: str, content: Content, pictures: Sequence[Picture]) -> Field:
    value, label = content[name], field_name(name)
    if name == "body":
        return Field(
            name, label, "article", text_of(value, [picture["sha256"] for picture in pictures]), HINT, ARTICLE_ROWS
        )
    if name == "topics":
        return Field(name, label, "topics", " ".join(value), "用空格隔开，不写井号。")
    if name in PICTURES:
        return Field(name, label, "pictures", _numbered(value, pictures), "勾选要用的图片，序号小的在前。")
    if name == "lower_thirds":
        empty = [{"kind": "name", "text": "", "title": ""}] * EMPTY_STRIPS
        return Field(name, label, "strips", [*value, *empty], "留空的不用。")
    if name == "declarations":
        return Field(name, label, "declarations", value)
    proposal = content.get(f"{name}{PROPOSED}", "")
    kind, rows = ("area", LONG[name]) if name in LONG else ("line", 1)
    return Field(name, label, kind, value, rows=rows, proposed=bool(proposal) and proposal == value)


def _numbered(value: Sequence[Picture], pictures: Sequence[Picture]) -> list[dict[str, Any]]:
    chosen = {picture["sha256"] for picture in value}
    return [{**picture, "number": at + 1, "chosen": picture["sha256"] in chosen} for at, picture in enumerate(pictures)]


def _read(name: str, words: MultiMapping[str], base: Content, pictures: Sequence[Picture]) -> Any:
    before = base[name]
    if name in PICTURES:
        return _pictures(name, words, before, pictures)
    if name == "lower_thirds":
        return _strips(words, before)
    if name == "declarations":
        return _declarations(words, before)
    return before if name not in words else _text(name, words[name], before, pictures)


def _text(name: str, text: str, before: Any, pictures: Sequence[Picture]) -> Any:
    if name == "topics":
        return [topic for topic in _BETWEEN_TOPICS.split(text) if topic]
    if name != "body":
        return text
    numbered = [picture["sha256"] for picture in pictures]
    # Untouched it stays block by block as it was: a paragraph may hold line ends of its own.
    return before if text == text_of(before, numbered) else blocks_of(text, numbered)


def _without_radicals(value: Any) -> Any:
    if isinstance(value, str):
        return as_characters(value)
    if isinstance(value, Mapping):
        return {name: _without_radicals(part) for name, part in value.items()}
    return [_without_radicals(part) for part in value] if isinstance(value, list | tuple) else value


def _pictures(name: str, words: MultiMapping[str], before: Any, pictures: Sequence[Picture]) -> list[Picture]:
    if f"{name}.shown" not in words:
        return list(before)
    kept = set(words.getall(f"{name}.keep", []))
    chosen = [picture for picture in pictures if picture["sha256"] in kept]
    numbers = {picture["sha256"]: _number(words.get(f"{name}.order.{picture['sha256']}", "")) for picture in chosen}
    return [
        _captioned(picture, name, words) for picture in sorted(chosen, key=lambda picture: numbers[picture["sha256"]])
    ]


def _captioned(picture: Picture, name: str, words: MultiMapping[str]) -> Picture:
    said = {part: words.get(f"{name}.{part}.{picture['sha256']}") for part in ("caption", "credit")}
    return {**picture, **{part: text for part, text in said.items() if text is not None}}


def _strips(words: MultiMapping[str], before: Any) -> Any:
    rows = zip(*(words.getall(f"lower_thirds.{part}", []) for part in ("kind", "text", "title")), strict=False)
    strips = [{"kind": kind, "text": text, "title": title} for kind, text, title in rows if text.strip()]
    return strips if "lower_thirds.text" in words else before


def _declarations(words: MultiMapping[str], before: Any) -> Any:
    if "declarations.shown" not in words:
        return before
    return {
        **before,
        "ai_use": words.get("declarations.ai_use", before.get("ai_use", "none")),
        "original": bool(words.get("declarations.original")),
        "statement": words.get("declarations.statement", ""),
    }


def _in_its_text(name: str, content: Content) -> bool:
    """An article's pictures stand in its text."""
    return name == "images" and _body_names_pictures(content)


def _body_names_pictures(content: Content) -> bool:
    return "body" in content and "images" in content


def _those_in(body: Sequence[Mapping[str, Any]], base: Content, pictures: Sequence[Picture]) -> list[Picture]:
    """Those that the text shows, and those of the draft that it did not show before either."""
    named = {block.get("sha256") for block in body}
    named_before = {block.get("sha256") for block in base["body"]}
    own = {picture["sha256"] for picture in base["images"]}
    return [
        picture
        for picture in pictures
        if picture["sha256"] in named or (picture["sha256"] in own and picture["sha256"] not in named_before)
    ]


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999  # noqa: PLR2004  three digits
