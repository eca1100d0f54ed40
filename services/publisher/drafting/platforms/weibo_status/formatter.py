"""微博: `#话题#【标题】` and one leading sentence, as government accounts write."""

from typing import ClassVar

from services.publisher.drafting.platforms.short_post import ShortPost, ShortPostFormatter, bracketed
from services.publisher.stories.content import Posted
from shared.contracts.words import ContentType


class WeiboStatus(ShortPostFormatter):
    content_type: ClassVar[ContentType] = ContentType.WEIBO_STATUS

    def posted(self, draft: ShortPost) -> Posted:
        topics = "".join(f"#{topic}#" for topic in draft.topics)
        return Posted(text=f"{topics}{bracketed(draft.title)}{draft.text}{draft.byline}")
