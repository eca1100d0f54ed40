"""What a rule looks at: one draft, its platform, its story, the campaign's words and the day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from services.publisher.drafting.findings.lexicon import Lexicon
from services.publisher.drafting.platform import Platform
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content
from services.publisher.stories.fields import text_fields
from services.publisher.stories.finding import Finding
from shared.contracts.unknown import Open
from shared.contracts.words import Kind
from shared.text.folding import Folded, folded

OWN = "本系统规则"
"""The source of a rule that no platform names."""


@dataclass(frozen=True)
class Context:
    lexicon: Lexicon
    today: date
    """In Asia/Shanghai."""
    freshness_days: Mapping[Open[Kind], int] = field(default_factory=dict)
    """Kinds that grow old, and after how many days."""


@dataclass(frozen=True)
class Scene:
    platform: Platform
    content: Content
    source: Source | None
    context: Context

    @cached_property
    def written(self) -> dict[str, str]:
        return text_fields(self.content)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What rules read: each text in its plain spelling, so that none is passed by for how it is written."""
        return {field: copy.text for field, copy in self._copies.items()}

    def as_written(self, field: str, start: int, end: int) -> str:
        """What the draft has where `texts` has this stretch."""
        start, end = self._copies[field].as_written(start, end)
        return self.written[field][start:end]

    def placed(self, finding: Finding) -> Finding:
        """Found in `texts`, pointing at the draft's own text."""
        if finding.field not in self._copies:
            return finding
        start, end = self._copies[finding.field].as_written(finding.start, finding.end)
        return replace(finding, start=start, end=end)

    @cached_property
    def _copies(self) -> dict[str, Folded]:
        return {field: folded(text) for field, text in self.written.items()}


Rule = Callable[[Scene], Iterable[Finding]]
