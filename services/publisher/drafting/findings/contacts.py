"""Telephone numbers, addresses and identity numbers do not belong in a published text."""

from collections.abc import Iterator

import regex

from services.publisher.drafting.findings.scene import OWN, Scene
from services.publisher.stories.finding import Finding, Level

_BEFORE, _AFTER = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z])"
_GAP = r"[\s\p{Pd}−]"

PATTERNS: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("手机号", regex.compile(rf"{_BEFORE}(?:\+?86{_GAP}?)?1[3-9]\d{_GAP}?\d{{4}}{_GAP}?\d{{4}}{_AFTER}")),
    ("固定电话", regex.compile(rf"{_BEFORE}(?:[(（]0\d{{2,3}}[)）]\s?|0\d{{2,3}}{_GAP})[2-9]\d{{6,7}}{_AFTER}")),
    ("服务电话", regex.compile(rf"{_BEFORE}[48]00{_GAP}?\d{{3}}{_GAP}?\d{{4}}{_AFTER}")),
    ("电子邮箱", regex.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (
        "微信号",
        regex.compile(
            r"(?:微信|薇信|加微|[Vv][Xx]|[Vv]信|WeChat|wechat|QQ)(?:号|ID)?\s*[:：]?\s*([A-Za-z0-9][-_A-Za-z0-9]{5,19})"
        ),
    ),
)

IDENTITY = regex.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def contact_details(scene: Scene) -> Iterator[Finding]:
    """As strict as the platform is."""
    level, source = scene.platform.level("contact-details") or (Level.WARN, OWN)
    for field, text in scene.texts.items():
        for what, pattern in PATTERNS:
            for match in pattern.finditer(text):
                message = f"文中有{what}“{match[0]}”，请删去"
                yield Finding("contact-details", level, field, message, source, *match.span())


def identity_numbers(scene: Scene) -> Iterator[Finding]:
    """Nowhere, on no platform. The check digit keeps other long numbers out."""
    for field, text in scene.texts.items():
        for match in IDENTITY.finditer(text):
            if _valid(match[0]):
                message = "文中有公民身份号码，属个人信息，请删去"
                yield Finding("identity-number", Level.BLOCK, field, message, "个人信息保护法", *match.span())


def _valid(number: str) -> bool:
    """GB 11643: the last character is a checksum of the others."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()
