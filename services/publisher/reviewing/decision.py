"""A reviewer's decision: on one draft, or on all open drafts of a story at once."""

from dataclasses import dataclass
from enum import StrEnum

from services.publisher.stories.draft import Override
from shared.contracts.words import ContentType, Stage, Verdict
from shared.identity import Account
from shared.ids import DraftId


class Target(StrEnum):
    """Where a returned draft goes: to the submitter (then the whole story) or to an earlier stage."""

    SUBMITTER = "submitter"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Reviewer:
    """Who acts, and for whom where it is 代审. The rules hold for both."""

    account: Account
    principal: Account | None = None

    @property
    def people(self) -> tuple[Account, ...]:
        return (self.account,) if self.principal is None else (self.account, self.principal)


@dataclass(frozen=True)
class Decision:
    stage: Stage
    verdict: Verdict
    opinion: str = ""
    to: Target = Target.SUBMITTER
    overrides: tuple[Override, ...] = ()
    proof: bool = False
    """Proofread and pass in one act."""


@dataclass(frozen=True)
class StoryDecision:
    """All or nothing over the drafts that wait for the stage."""

    decision: Decision
    versions: dict[DraftId, int]
    """What the reviewer has seen: every draft that waits for the stage must be among them."""
    channels: frozenset[ContentType] | None = None
    """At the first stage: the content types that are used, the rest is held. None: all of them."""
