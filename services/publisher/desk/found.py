"""Findings for reading: each at its place, and what several drafts have for the same reason once."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.publisher.stories.draft import Draft, Override
from services.publisher.stories.fields import text_fields
from services.publisher.stories.finding import Finding, Level
from services.publisher.stories.words import field_name

AROUND = 14
"""Characters shown on both sides of a finding's place."""

LEVELS = (Level.BLOCK, Level.WARN, Level.NOTE)


@dataclass(frozen=True)
class Found:
    """A finding at its place: the marked words between what stands before and after them."""

    finding: Finding
    field: str
    before: str
    marked: str
    after: str
    overridden: str
    """Why a reviewer let it pass; empty where nobody did."""

    @property
    def reason(self) -> tuple[str, ...]:
        """What makes two findings one. A phone number may block on one platform and be a warning on another: two."""
        return (self.finding.level, self.finding.rule, self.finding.message, self.overridden)


@dataclass(frozen=True)
class Common:
    """A finding that several drafts have for the same reason: read once, shown once."""

    found: Found
    """In the first of them."""
    drafts: tuple[Draft, ...]
    sources: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    """The rule and the field of each: what a reason given once lets pass, where the finding says the same."""


def found_in(draft: Draft) -> tuple[Found, ...]:
    """The gravest first."""
    texts = text_fields(draft.content)
    given = [override for signature in draft.signatures for override in signature.overrides]
    found = (_found(finding, texts.get(finding.field, ""), _passed(finding, given)) for finding in draft.findings)
    return tuple(sorted(found, key=_by_level))


def gathered(found: Iterable[tuple[Draft, Found]]) -> list[Common]:
    """Findings that say the same and weigh the same, each once."""
    alike: dict[tuple[str, ...], list[tuple[Draft, Found]]] = {}
    for draft, one in found:
        alike.setdefault(one.reason, []).append((draft, one))
    return sorted((_common(pairs) for pairs in alike.values()), key=lambda one: _by_level(one.found))


def _passed(finding: Finding, given: Iterable[Override]) -> str:
    """The newest reason for it."""
    return next((override.reason for override in reversed([*given]) if override.lets_pass(finding)), "")


def _found(finding: Finding, text: str, overridden: str) -> Found:
    start, end = max(0, finding.start), min(len(text), finding.end)
    whole = start >= end or (start == 0 and end == len(text) > 2 * AROUND)
    return Found(
        finding=finding,
        field=field_name(finding.field),
        before="" if whole else _lead(text[:start]),
        marked="" if whole else text[start:end],
        after="" if whole else _rest(text[end:]),
        overridden=overridden,
    )


def _lead(text: str) -> str:
    line = text.rpartition("\n")[2]
    return f"…{line[-AROUND:]}" if len(line) > AROUND else line


def _rest(text: str) -> str:
    line = text.partition("\n")[0]
    return f"{line[:AROUND]}…" if len(line) > AROUND else line


def _common(pairs: list[tuple[Draft, Found]]) -> Common:
    return Common(
        found=pairs[0][1],
        drafts=tuple({draft.id: draft for draft, _ in pairs}.values()),
        sources=tuple(dict.fromkeys(one.finding.source for _, one in pairs)),
        places=tuple(dict.fromkeys((one.finding.rule, one.finding.field) for _, one in pairs)),
    )


def _by_level(found: Found) -> int:
    return LEVELS.index(found.finding.level)
