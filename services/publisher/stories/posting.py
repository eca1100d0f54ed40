"""Who posts by hand: an office that the campaign's routes tell of a release fetches its package and registers where
it stands.
"""

from dataclasses import dataclass

from services.publisher.stories.draft import ENDED, Draft
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.contracts.stories import DraftReleased
from shared.contracts.words import ContentType, DraftState
from shared.contracts.words import Kind as ReportKind
from shared.identity import Account, Role


@dataclass(frozen=True)
class Posts:
    """What an office posts, by one route."""

    kinds: tuple[ReportKind, ...]
    """Of these reports; none named: of all."""
    content_types: tuple[ContentType, ...]


def posts_of(office: str, campaign: Campaign) -> tuple[Posts, ...]:
    """What the station has needs nobody to post it."""
    by_hand = tuple(one for one in ContentType if one is not ContentType.TV_ITEM)
    return tuple(
        Posts(route.kinds, tuple(one for one in route.content_types or by_hand if one in by_hand))
        for route in campaign.routes
        if route.event == DraftReleased.type and office in route.to
    )


def posted_by(story: Story, person: Account, campaign: Campaign) -> tuple[Draft, ...]:
    """Those of the story's drafts that are this office's to post: released, whatever became of them since."""
    if person.role is not Role.OFFICE:
        return ()
    return tuple(
        draft
        for draft in story.current
        if draft.released is not None and _is_told(person.office, story, draft, campaign)
    )


def waits_to_be_posted(draft: Draft) -> bool:
    """It is out, may be used, and nobody has said where it stands. The lists ask the same of the stored rows."""
    out = draft.released is not None and draft.released.state is DraftState.DELIVERED
    return out and draft.is_usable and draft.state not in ENDED


def may_post(story: Story, draft: Draft, person: Account, campaign: Campaign) -> Refusal | None:
    """Asked of an office; whoever edits may post anything."""
    if person.role is not Role.OFFICE or draft in posted_by(story, person, campaign):
        return None
    return Refusal(Kind.NOT_ALLOWED, "这份平台稿不由您的处室发布。")


def is_posted_by_an_office(story: Story, draft: Draft, campaign: Campaign) -> bool:
    return any(_is_told(contact.key, story, draft, campaign) for contact in campaign.contacts)


def _is_told(office: str, story: Story, draft: Draft, campaign: Campaign) -> bool:
    return any(
        draft.content_type in posts.content_types and (not posts.kinds or story.submission.kind in posts.kinds)
        for posts in posts_of(office, campaign)
    )
