"""Who posts by hand: an office that the campaign's routes tell of a release fetches its package and registers where
it stands.
"""

from services.publisher.stories.draft import Draft
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.contracts.stories import DraftReleased
from shared.contracts.words import ContentType
from shared.identity import Account, Role


def posted_by(story: Story, person: Account, campaign: Campaign) -> tuple[Draft, ...]:
    """Those of the story's drafts that are this office's to post: released, whatever became of them since."""
    if person.role is not Role.OFFICE:
        return ()
    return tuple(
        draft
        for draft in story.current
        if draft.released is not None and _is_told(person.office, story, draft, campaign)
    )


def may_post(story: Story, draft: Draft, person: Account, campaign: Campaign) -> Refusal | None:
    """Asked of an office; whoever edits may post anything."""
    if person.role is not Role.OFFICE or draft in posted_by(story, person, campaign):
        return None
    return Refusal(Kind.NOT_ALLOWED, "这份平台稿不由您的处室发布。")


def is_posted_by_an_office(story: Story, draft: Draft, campaign: Campaign) -> bool:
    return any(_is_told(contact.key, story, draft, campaign) for contact in campaign.contacts)


def _is_told(office: str, story: Story, draft: Draft, campaign: Campaign) -> bool:
    """What the station has needs nobody to post it."""
    return draft.content_type is not ContentType.TV_ITEM and any(
        route.event == DraftReleased.type
        and office in route.to
        and (not route.kinds or story.submission.kind in route.kinds)
        and (not route.content_types or draft.content_type in route.content_types)
        for route in campaign.routes
    )
