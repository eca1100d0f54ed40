"""A title says something, or it is none."""

from services.publisher.stories.content import Content
from shared.text.normalising import says_something

TITLES = ("title", "headline")


def titles_refused(content: Content) -> list[tuple[str, str]]:
    """(field, message with the remedy): a title of marks alone, or of what nobody sees, of which nothing is left."""
    message = "标题至少要有一个汉字、字母或数字（看不见的字符和标点不算），请填写标题。"
    return [(name, message) for name in TITLES if name in content and not says_something(content[name])]
