"""Which office posts a draft (publisher) is which office is told of its release (notifier), whatever the routes are."""

from dataclasses import replace
from random import Random

from services.notifier.domain.routing import letters
from services.publisher.stories.posting import posted_by
from shared.campaign import Campaign, Route
from shared.contracts.stories import DraftReleased
from shared.contracts.words import ContentType, DraftState, Kind
from tests.sites import CAMPAIGN
from tests.unit.publisher.scenes import NOON, OFFICE, draft, released, story, submission

MINJI = replace(OFFICE, office="minji")


def test_who_is_told_of_a_release_posts_it_and_nobody_else():
    dice, told_of_some, told_of_none = Random(20221206), 0, 0
    for _ in range(500):
        campaign = with_routes(dice)
        out = tuple(released(draft(DraftState.DELIVERED, content_type=one)) for one in ContentType)
        whole = story(*out, submission=submission(kind=dice.choice(tuple(Kind))))
        posts = {one.id for one in posted_by(whole, MINJI, campaign)}
        event = DraftReleased(story=whole.status(), drafts=tuple(one.id for one in out), items=(), occurred_at=NOON)
        told = {
            one.id
            for letter in letters(event, campaign, {})
            if to_the_office(letter.recipient)
            for one in letter.facts.drafts
        }
        assert posts == {one.id for one in out if one.id in told and one.content_type is not ContentType.TV_ITEM}
        told_of_some, told_of_none = told_of_some + bool(posts), told_of_none + (not posts)
    assert told_of_some
    assert told_of_none


def to_the_office(recipient: str) -> bool:
    return recipient == f"contact:{MINJI.office}"


def with_routes(dice: Random) -> Campaign:
    routes = tuple(
        Route(
            event=dice.choice(("draft.released", "draft.signed_off")),
            template="released",
            to=tuple(dice.sample(("minji", "zhidao", "station", "submitter"), dice.randint(1, 2))),
            kinds=tuple(dice.sample(tuple(Kind), dice.randint(0, 2))),
            content_types=tuple(dice.sample(tuple(ContentType), dice.randint(0, 2))),
        )
        for _ in range(dice.randint(1, 3))
    )
    return CAMPAIGN.model_copy(update={"routes": routes})
