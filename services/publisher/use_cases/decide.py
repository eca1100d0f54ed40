"""What a verdict does to a story, what the ledger says of it, and the one event that tells it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.publisher.domain.draft import Draft
from services.publisher.domain.ledger import Action, Actor, Entry, entry
from services.publisher.domain.review import Decision, Reviewer, Target
from services.publisher.domain.revisions import returned_to_unit
from services.publisher.domain.story import Story
from services.publisher.domain.verdicts import held, passed, proofread, rejected, sent_back
from shared.contracts.stories import DraftReviewed, DraftSignedOff, StoryEvent, StoryReturned
from shared.contracts.words import DraftState, Stage, Verdict


@dataclass(frozen=True)
class Decided:
    story: Story
    entries: tuple[Entry, ...]
    event: StoryEvent


def decide(
    story: Story,
    drafts: Iterable[Draft],
    decision: Decision,
    reviewer: Reviewer,
    at: datetime,
    unused: Iterable[Draft] = (),
) -> Decided:
    """On these drafts; `unused` are those that the first review did not choose, they are held."""
    chosen = tuple(drafts)
    match decision.verdict:
        case Verdict.PASS:
            return _pass(story, chosen, decision, reviewer, at, tuple(unused))
        case Verdict.RETURN if decision.to is Target.SUBMITTER:
            return _return_to_unit(story, chosen, decision, reviewer, at)
        case Verdict.RETURN:
            to = Stage(decision.to)
            changed = tuple(sent_back(draft, to, at) for draft in chosen)
            return _reviewed(story, chosen, changed, Action.RETURNED, decision, reviewer, at, {"to": to.value})
        case Verdict.REJECT:
            changed = tuple(rejected(draft, at) for draft in chosen)
            return _reviewed(story, chosen, changed, Action.REJECTED, decision, reviewer, at)
        case Verdict.HOLD:
            changed = tuple(held(draft) for draft in chosen)
            return _reviewed(story, chosen, changed, Action.HELD, decision, reviewer, at)


def _pass(
    story: Story,
    drafts: tuple[Draft, ...],
    decision: Decision,
    reviewer: Reviewer,
    at: datetime,
    unused: tuple[Draft, ...],
) -> Decided:
    by = Actor.of(reviewer.account, reviewer.principal)
    entries: list[Entry] = []
    changed: list[Draft] = []
    for draft in drafts:
        read = proofread(draft, decision.stage, reviewer, at) if decision.proof else draft
        signed = passed(read, decision, story.stages, reviewer, at)
        changed.append(signed)
        if decision.proof:
            entries.append(entry(Action.PROOFREAD, story, at=at, by=by, draft=read, stage=decision.stage))
        for override in signed.approvals[-1].overrides:
            about = {"rule": override.rule, "field": override.field}
            entries.append(
                entry(
                    Action.OVERRIDDEN, story, at=at, by=by, draft=read, stage=decision.stage,
                    opinion=override.reason, details=about,
                )
            )  # fmt: skip
        action = Action.SIGNED_OFF if signed.state is DraftState.SIGNED_OFF else Action.PASSED
        entries.append(entry(action, story, at=at, by=by, draft=read, stage=decision.stage, opinion=decision.opinion))
    aside = tuple(held(draft) for draft in unused)
    entries += [
        entry(Action.HELD, story, at=at, by=by, draft=draft, stage=decision.stage, opinion="初审未选用")
        for draft in aside
    ]
    after = story.with_drafts(*changed, *aside)
    ids = tuple(draft.id for draft in changed)
    if changed[0].state is DraftState.SIGNED_OFF:
        event: StoryEvent = DraftSignedOff(story=after.status(), drafts=ids, by=reviewer.account.id, occurred_at=at)
    else:
        event = DraftReviewed(
            story=after.status(), drafts=ids, stage=decision.stage, verdict=Verdict.PASS,
            opinion=decision.opinion, by=reviewer.account.id, occurred_at=at,
        )  # fmt: skip
    return Decided(after, tuple(entries), event)


def _return_to_unit(
    story: Story, drafts: tuple[Draft, ...], decision: Decision, reviewer: Reviewer, at: datetime
) -> Decided:
    by = Actor.of(reviewer.account, reviewer.principal)
    after = returned_to_unit(story, decision.opinion, at)
    details = {"to": Target.SUBMITTER.value}
    entries = tuple(
        entry(
            Action.RETURNED, story, at=at, by=by, draft=draft, stage=decision.stage,
            opinion=decision.opinion, details=details,
        )
        for draft in drafts
    )  # fmt: skip
    event = StoryReturned(
        story=after.status(), reason=decision.opinion, by=reviewer.account.id, signers=story.signers, occurred_at=at
    )
    return Decided(after, entries, event)


def _reviewed(
    story: Story, before: tuple[Draft, ...], changed: tuple[Draft, ...], action: Action, decision: Decision,
    reviewer: Reviewer, at: datetime, details: Mapping[str, object] | None = None,
) -> Decided:  # fmt: skip
    by = Actor.of(reviewer.account, reviewer.principal)
    after = story.with_drafts(*changed)
    entries = tuple(
        entry(action, story, at=at, by=by, draft=draft, stage=decision.stage, opinion=decision.opinion, details=details)
        for draft in before
    )
    event = DraftReviewed(
        story=after.status(), drafts=tuple(draft.id for draft in before), stage=decision.stage,
        verdict=decision.verdict, opinion=decision.opinion, by=reviewer.account.id,
        signers=tuple(dict.fromkeys(signer for draft in before for signer in draft.signers)), occurred_at=at,
    )  # fmt: skip
    return Decided(after, entries, event)
