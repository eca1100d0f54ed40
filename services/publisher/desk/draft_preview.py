"""A draft as it will look on its platform, with its pictures, under the name of the account that will post it."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from services.publisher.stories.content import Content, Posted
from services.publisher.stories.draft import Draft
from shared.campaign import Campaign
from shared.contracts.words import ContentType

Show = Callable[[ContentType, Content, Posted, Mapping[str, str], str], Markup]
"""A platform's own preview, safe to put into a page."""


class DraftPreview:
    def __init__(self, show: Show, campaign: Campaign) -> None:
        self._show = show
        self._campaign = campaign

    def __call__(self, draft: Draft) -> Markup:
        pictures = {sha256: f"/desk/files/{sha256}" for sha256 in pictures_in(draft.content)}
        return self._show(draft.content_type, draft.content, draft.posted, pictures, self._publisher(draft))

    def _publisher(self, draft: Draft) -> str:
        """The first publishing account of the platform."""
        platform = draft.content_type.partition(".")[0]
        return next((one.name for one in self._campaign.accounts if one.platform == platform), "发布账号")


def pictures_in(content: Content) -> list[str]:
    """Every picture that a draft names."""
    lists = [value for value in content.values() if isinstance(value, list | tuple)]
    return [one["sha256"] for entries in lists for one in entries if isinstance(one, dict) and one.get("sha256")]
