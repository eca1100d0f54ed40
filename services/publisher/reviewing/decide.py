"""What a verdict does to a story, what the ledger says of it, and the one event that tells it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.publisher.reviewing.decision import Decision, Reviewer, Target
from services.publisher.reviewing.verdicts import held, passed, proofread, rejected, returned_to_unit, sent_back
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.draft import Draft
from services.publisher.stories.ledger.entry import Action, Actor, Entry, entry
from services.publisher.stories.story import Story
from shared.contracts.stories import DraftReviewed, DraftSignedOff, StoryEvent, StoryReturned
from shared.contracts.words import DraftState, Stage, Verdict
from shared.ids import AccountId


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
    act, chosen = _Act(story, decision, reviewer, at), tuple(drafts)
    match decision.verdict:
        case Verdict.PASS:
            return act.passes(chosen, tuple(unused))
        case Verdict.RETURN if decision.to is Target.SUBMITTER:
            return act.returns_to_unit(chosen)
        case Verdict.RETURN:
            back = [sent_back(draft, Stage(decision.to), at) for draft in chosen]
            return act.moves(chosen, back, Action.RETURNED, {"to": decision.to.value})
        case Verdict.REJECT:
            return act.moves(chosen, [rejected(draft, at) for draft in chosen], Action.REJECTED)
        case Verdict.HOLD:
            return act.moves(chosen, [held(draft) for draft in chosen], Action.HELD)


@dataclass(frozen=True)
class _Act:
    story: Story
    decision: Decision
    reviewer: Reviewer
    at: datetime

    def passes(self, drafts: tuple[Draft, ...], unused: tuple[Draft, ...]) -> Decided:
        decision, stages = self.decision, self.story.stages
        read = [proofread(d, decision.stage, self.reviewer, self.at) if decision.proof else d for d in drafts]
        signed = [passed(draft, decision, stages, self.reviewer, self.at) for draft in read]
        aside = [held(draft) for draft in unused]
        after = self.story.with_drafts(*signed, *aside)
        lines = [line for draft in signed for line in self._lines_of_pass(draft)]
        lines += [self._line(Action.HELD, draft, "初审未选用") for draft in aside]
        return Decided(after, tuple(lines), self._event_of_pass(after, signed))

    def returns_to_unit(self, drafts: tuple[Draft, ...]) -> Decided:
        """What was decided on some drafts takes the others along: each has its line."""
        reason = self.decision.opinion
        after = returned_to_unit(self.story, reason, self.at)
        concerned = [draft for draft in self.story.drafts if draft in drafts or after.draft(draft.id) != draft]
        lines = [self._line(Action.RETURNED, draft, reason, {"to": self.decision.to.value}) for draft in concerned]
        voided = fallen_signers(self.story, after)
        event = StoryReturned(story=after.status(), reason=reason, by=self._by, signers=voided, occurred_at=self.at)
        return Decided(after, tuple(lines), event)

    def moves(
        self,
        before: tuple[Draft, ...],
        after: Iterable[Draft],
        action: Action,
        details: Mapping[str, object] | None = None,
    ) -> Decided:
        moved = self.story.with_drafts(*after)
        lines = [self._line(action, draft, self.decision.opinion, details) for draft in before]
        return Decided(moved, tuple(lines), self._reviewed(moved, before, _signers(before)))

    def _lines_of_pass(self, signed: Draft) -> Iterable[Entry]:
        if self.decision.proof:
            yield self._line(Action.PROOFREAD, signed)
        for override in signed.approvals[-1].overrides:
            about = {name: said for name, said in override.as_json().items() if name != "reason"}
            yield self._line(Action.OVERRIDDEN, signed, override.reason, about)
        action = Action.SIGNED_OFF if signed.state is DraftState.SIGNED_OFF else Action.PASSED
        yield self._line(action, signed, self.decision.opinion)

    def _event_of_pass(self, after: Story, signed: list[Draft]) -> StoryEvent:
        """They all stood at one stage of one plan, so they are all signed off, or none of them is."""
        if signed[0].state is not DraftState.SIGNED_OFF:
            return self._reviewed(after, signed)
        ids = tuple(draft.id for draft in signed)
        return DraftSignedOff(story=after.status(), drafts=ids, by=self._by, occurred_at=self.at)

    def _reviewed(self, after: Story, drafts: Sequence[Draft], signers: tuple[AccountId, ...] = ()) -> DraftReviewed:
        return DraftReviewed(
            story=after.status(),
            drafts=tuple(draft.id for draft in drafts),
            stage=self.decision.stage,
            verdict=self.decision.verdict,
            opinion=self.decision.opinion,
            by=self._by,
            signers=signers,
            corrections=tuple(draft.id for draft in drafts if self.story.corrects(draft)),
            occurred_at=self.at,
        )

    def _line(
        self, action: Action, draft: Draft, opinion: str = "", details: Mapping[str, object] | None = None
    ) -> Entry:
        by = Actor.of(self.reviewer.account, self.reviewer.principal)
        stage = self.decision.stage
        return entry(action, self.story, at=self.at, by=by, draft=draft, stage=stage, opinion=opinion, details=details)

    @property
    def _by(self) -> AccountId:
        return self.reviewer.account.id


def _signers(drafts: Iterable[Draft]) -> tuple[AccountId, ...]:
    return tuple(dict.fromkeys(signer for draft in drafts for signer in draft.signers))
