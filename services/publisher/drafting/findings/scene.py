"""What a rule looks at: one draft, its platform, its story, the campaign's words and the day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from services.publisher.drafting.findings.lexicon import Lexicon
from services.publisher.drafting.platform import Platform
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content
from services.publisher.stories.fields import text_fields
from services.publisher.stories.finding import Finding
from shared.contracts.words import Kind

OWN = "本系统规则"
"""The source of a rule that no platform names."""


@dataclass(frozen=True)
class Context:
    lexicon: Lexicon
    today: date
    """In Asia/Shanghai."""
    freshness_days: Mapping[Kind, int] = field(default_factory=dict)
    """Kinds that grow old, and after how many days."""


@dataclass(frozen=True)
class Scene:
    platform: Platform
    content: Content
    source: Source | None
    context: Context

    @cached_property
    def texts(self) -> dict[str, str]:
        return text_fields(self.content)


Rule = Callable[[Scene], Iterable[Finding]]
