"""微头条: the lead under 【标题】, never the article's whole text again, with `#话题#` at the end."""

from typing import ClassVar

from services.publisher.drafting.platforms.short_post import ShortPost, ShortPostFormatter, bracketed
from services.publisher.stories.content import Posted
from shared.contracts.words import ContentType


class ToutiaoMicro(ShortPostFormatter):
    content_type: ClassVar[ContentType] = ContentType.TOUTIAO_MICRO
    may_tell_all: ClassVar[bool] = False

    def posted(self, draft: ShortPost) -> Posted:
        topics = "".join(f"#{topic}#" for topic in draft.topics)
        return Posted(
            text="\n".join(line for line in (f"{bracketed(draft.title)}{draft.text}", draft.byline, topics) if line)
        )
