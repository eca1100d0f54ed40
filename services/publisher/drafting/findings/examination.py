"""Every rule over one draft. To add a rule: a generator over a `Scene`, and a line in `RULES`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from services.publisher.drafting.findings import contacts, marks, phrases, remains, rights, story, terms
from services.publisher.drafting.findings.lexicon import Lexicon
from services.publisher.drafting.findings.scene import Context, Rule, Scene
from services.publisher.drafting.platform import Platform
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content
from services.publisher.stories.finding import Finding, Level
from shared.campaign import Campaign
from shared.contracts.unknown import Open
from shared.contracts.words import Kind


def platform_limits(scene: Scene) -> Iterator[Finding]:
    yield from scene.platform.check(scene.content)


READING: tuple[Rule, ...] = (
    phrases.near_misses,
    phrases.leaders_in_order,
    phrases.leaders_in_topics,
    terms.wrong_terms,
    terms.sensitive_terms,
    terms.superlatives,
    contacts.contact_details,
    contacts.identity_numbers,
    marks.unpaired,
    marks.hash_marks,
    marks.unsupported_characters,
    marks.mixed_punctuation,
    remains.remains,
)
"""These read `Scene.texts`."""

RULES: tuple[Rule, ...] = (
    platform_limits,
    *READING,
    marks.radicals,
    rights.consent,
    rights.ai_use,
    rights.original,
    story.same_as_article,
    story.freshness,
    story.left_out,
    story.tidied,
)

AT_MOST = 10
"""Findings of one rule in one field."""

_SEVERITY = {Level.BLOCK: 0, Level.WARN: 1, Level.NOTE: 2}


def examine(platform: Platform, content: Content, source: Source | None, context: Context) -> list[Finding]:
    """What stands in the way first; then by rule, field and place. The same draft gives the same list."""
    scene = Scene(platform, content, source, context)
    found = _told_briefly(dict.fromkeys(finding for rule in RULES for finding in _found(rule, scene)))
    return sorted(found, key=lambda finding: _SEVERITY[finding.level])


def _found(rule: Rule, scene: Scene) -> Iterable[Finding]:
    return map(scene.placed, rule(scene)) if rule in READING else rule(scene)


def _told_briefly(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What one rule finds in one field, ten times at most: the tenth says how many more, and stands for them."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.rule, finding.field), []).append(finding)
    for group in alike.values():
        yield from group[: AT_MOST - 1]
        if len(group) == AT_MOST:
            yield group[-1]
        elif len(group) > AT_MOST:
            tenth = group[AT_MOST - 1]
            yield replace(tenth, message=f"{tenth.message}（此处及以后共{len(group) - AT_MOST + 1}处）")


class Checks:
    """The campaign's rules, ready for use cases: a `Check` (services/publisher/drafting/check.py)."""

    def __init__(self, campaign: Campaign, today: Callable[[], date]) -> None:
        """`today` in Asia/Shanghai."""
        self._lexicon = Lexicon(campaign.words)
        self._freshness: dict[Open[Kind], int] = {
            rules.kind: rules.freshness_days for rules in campaign.kinds if rules.freshness_days
        }
        self._today = today

    def __call__(self, platform: Platform, content: Content, source: Source) -> list[Finding]:
        return examine(platform, content, source, Context(self._lexicon, self._today(), self._freshness))
