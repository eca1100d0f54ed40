"""One draft on the story page: how it will look, how long it is, what the machine noticed, what I may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.publisher.desk.found import Common, Found, found_in, gathered
from services.publisher.desk.wording_shown import Change, Sourced, changes_between, sources_of
from services.publisher.drafting.counters import Counter, counters_of
from services.publisher.drafting.platform import Platform
from services.publisher.releasing.delivery import may_be_published, may_withdraw
from services.publisher.releasing.hold_draft import may_hold
from services.publisher.releasing.resume_draft import may_resume
from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.editing import may_edit
from services.publisher.reviewing.may_review import may_act
from services.publisher.stories.content import Cut
from services.publisher.stories.draft import Approval, Draft, Wording
from services.publisher.stories.finding import Level
from services.publisher.stories.story import Story
from services.publisher.stories.words import field_name
from shared.contracts.words import DraftState
from shared.identity import Account
from shared.ids import DraftId


@dataclass(frozen=True)
class Card:
    draft: Draft
    counters: tuple[Counter, ...]
    found: tuple[Found, ...]
    sources: tuple[Sourced, ...]
    cuts: tuple[tuple[str, Cut], ...]
    """What was left out, each with its field's name."""
    changes: tuple[Change, ...]
    """Against the wording before its last edit."""
    earlier: tuple[Change, ...]
    """What an editor had changed in the draft of the report's revision before: it may be wanted again."""
    refusals: Mapping[str, str]
    """For each act that makes sense in this state: why this person may not do it, or nothing."""

    @property
    def signed(self) -> tuple[Approval, ...]:
        return self.draft.signatures

    @property
    def must_be_settled(self) -> tuple[Found, ...]:
        """Blocks that nobody has given a reason for yet."""
        return tuple(found for found in self.found if found.finding.level is Level.BLOCK and not found.overridden)

    @property
    def settle(self) -> list[Common]:
        """The same, each reason once."""
        return gathered((self.draft, found) for found in self.must_be_settled)

    def number_of(self, level: str) -> int:
        return sum(found.finding.level == level for found in self.found)


def common_among(cards: Iterable[Card]) -> tuple[Common, ...]:
    """What more than one draft has, the gravest first."""
    found = ((card.draft, one) for card in cards for one in card.found)
    return tuple(one for one in gathered(found) if len(one.drafts) > 1)


def own_of(card: Card, common: Iterable[Common]) -> tuple[Found, ...]:
    """What this draft alone has."""
    shared = {one.found.reason for one in common}
    return tuple(found for found in card.found if found.reason not in shared)


def card_of(
    story: Story,
    draft: Draft,
    platform: Platform | None,
    account: Account,
    before: Mapping[DraftId, Wording],
    gone: Iterable[Draft],
) -> Card:
    """`before`: what edited drafts said before; `gone`: the story's superseded drafts, oldest first."""
    own = before.get(draft.id)
    replaced = [one for one in gone if one.content_type == draft.content_type and one.id in before]
    return Card(
        draft=draft,
        counters=counters_of(platform, draft.content),
        found=found_in(draft),
        sources=sources_of(draft),
        cuts=tuple((field_name(cut.field), cut) for cut in draft.cuts),
        changes=changes_between(own, draft.wording) if own else (),
        earlier=changes_between(before[replaced[-1].id], replaced[-1].wording) if replaced and not own else (),
        refusals=_refusals(story, draft, account),
    )


def _refusals(story: Story, draft: Draft, account: Account) -> dict[str, str]:
    reviewer = Reviewer(account)
    asked = {"edit": may_edit(draft, draft.version, account)}
    if draft.stage is not None:
        asked["review"] = may_act(story, draft, draft.version, draft.stage, reviewer)
        asked["proof"] = asked["review"]
    if draft.is_open or draft.is_usable or draft.state is DraftState.SIGNED_OFF:
        asked["hold"] = may_hold(draft, None, account)
    if draft.stage is not None and draft.is_usable:  # 暂缓 is of what is out; its correction is set aside by a verdict
        asked["aside"] = asked["review"]
    if draft.is_out or draft.state is DraftState.SIGNED_OFF:
        asked["withdraw"] = may_withdraw(draft, account)
    if may_be_published(draft) is None:
        asked["publish"] = None
    if draft.state is DraftState.HELD or draft.is_pulled:
        asked["resume"] = may_resume(draft, None, account)
    return {act: refusal.detail if refusal else "" for act, refusal in asked.items()}
