"""机审提示 on a draft: what the machine notices before a person reads."""

from collections.abc import Sequence
from typing import Protocol

from services.publisher.drafting.platform import Platform
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content
from services.publisher.stories.finding import Finding


class Check(Protocol):
    def __call__(self, platform: Platform, content: Content, source: Source) -> Sequence[Finding]:
        """The platform's limits and the campaign's word lists; at each edit again. Pure."""
        ...
