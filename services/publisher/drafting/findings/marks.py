"""Marks that lack their partner, characters that a platform cannot show, punctuation of two kinds."""

from collections.abc import Iterator

import regex

from services.publisher.drafting.findings.scene import OWN, Scene
from services.publisher.stories.finding import Finding, Level
from shared.text.radicals import IDEOGRAPHS, RADICALS

PAIRS = tuple(zip("《〈“‘「『【（〔", "》〉”’」』】）〕", strict=True))
GB = "GB/T 15834 标点符号用法"

_HASH = regex.compile("#")
_UNSUPPORTED = regex.compile(r"[\p{Co}\p{Cn}\p{Cs}\uFFFD]")
_HALF_WIDTH = regex.compile(
    r"""(?<=[\p{Han}”》）])[,;:?!]|[,;:?!(](?=[\p{Han}“《（])|(?<=\p{Han})\)|(?<=\p{Han})"|"(?=\p{Han})"""
)
_DOUBLED = regex.compile(r"[，、；：]{2,}|。。+|，。|。，")


def unpaired(scene: Scene) -> Iterator[Finding]:
    for field, text in scene.texts.items():
        for opening, closing in PAIRS:
            for at in _alone(text, opening, closing):
                message = f"“{text[at]}”没有成对，请补全{opening}{closing}或删去"
                yield Finding("marks.unpaired", Level.WARN, field, message, GB, at, at + 1)


def hash_marks(scene: Scene) -> Iterator[Finding]:
    """The platform writes its topics itself. Any other # may begin one: 1#教学楼和2#教学楼 is one on Weibo."""
    level, source = scene.platform.level("hash-marks") or (Level.WARN, OWN)
    becomes = "平台会误作话题标记" if "topics" in scene.content else "转发时会被误作话题标记"
    remedy = "；话题请填在话题栏" if "topics" in scene.content else ""
    message = f"文中有“#”，{becomes}，请改写（如“1#楼”写作“1号楼”）或删去{remedy}"
    for field, text in scene.texts.items():
        if not field.startswith("topics["):
            for mark in _HASH.finditer(text):
                yield Finding("marks.hash", level, field, message, source, *mark.span())


def radicals(scene: Scene) -> Iterator[Finding]:
    """Once a field: a text out of a PDF is full of them."""
    for field, text in scene.written.items():
        found = list(RADICALS.finditer(text))
        if found:
            told = "、".join(dict.fromkeys(_meant(match[0]) for match in found))
            message = f"有{len(found)}个部首符号混作汉字（多从PDF文件复制而来），请换成汉字：{told}"
            yield Finding("characters.radical", Level.WARN, field, message, "Unicode", *found[0].span())


def unsupported_characters(scene: Scene) -> Iterator[Finding]:
    for field, text in scene.texts.items():
        if found := list(_UNSUPPORTED.finditer(text)):
            codes = "、".join(dict.fromkeys(f"U+{ord(match[0]):04X}" for match in found[:5]))
            message = f"有{len(found)}个平台无法显示的字符（{codes}），请换成规范字"
            yield Finding("characters.unsupported", Level.BLOCK, field, message, "Unicode", *found[0].span())


def mixed_punctuation(scene: Scene) -> Iterator[Finding]:
    """Once a draft, at the first place: a report typed with half-width marks has them in every line."""
    for rule, pattern, said in (
        ("punctuation.mixed", _HALF_WIDTH, "中文里用了{}处半角标点（首处“{}”），请改为全角"),
        ("punctuation.doubled", _DOUBLED, "{}处标点重复或连用（首处“{}”），请核对"),
    ):
        found = [(field, match) for field, text in scene.texts.items() for match in pattern.finditer(text)]
        if found:
            field, first = found[0]
            yield Finding(rule, Level.WARN, field, said.format(len(found), first[0]), GB, *first.span())


def _meant(radical: str) -> str:
    return f"{radical}→{IDEOGRAPHS[radical]}" if radical in IDEOGRAPHS else f"{radical}（请按原意改）"


def _alone(text: str, opening: str, closing: str) -> list[int]:
    """Offsets of the marks that lack a partner; the ’ of an English word is none."""
    opened: list[int] = []
    alone: list[int] = []
    for at, character in enumerate(text):
        if character == opening:
            opened.append(at)
        elif character == closing and not _apostrophe(text, at):
            if opened:
                opened.pop()
            else:
                alone.append(at)
    return sorted(alone + opened)


def _apostrophe(text: str, at: int) -> bool:
    return text[at] == "’" and text[at - 1 : at].isascii() and text[at - 1 : at].isalpha()
