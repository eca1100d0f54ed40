"""What the ledger says of drafts that something else has ended: a new revision, the unit's withdrawal, a release."""

from datetime import datetime

from services.publisher.stories.approvals import signers_voided
from services.publisher.stories.draft import Draft
from services.publisher.stories.ledger.entry import Action, Entry, entry
from services.publisher.stories.story import Story


def lines_of_ended(action: Action, before: Story, after: Story, at: datetime, opinion: str = "") -> list[Entry]:
    """One for each draft of which something ended: itself, or the correction of what is out."""
    pairs = [(was, after.draft(was.id)) for was in before.drafts]
    ended = [(was, now) for was, now in pairs if now != was and (was.in_correction or not now.is_out)]
    return [line_of_ended(action, after, was, now, at, opinion) for was, now in ended]


def line_of_ended(action: Action, story: Story, was: Draft, now: Draft, at: datetime, opinion: str = "") -> Entry:
    """It names the wording that ended: of what is out that is the correction, not what stands."""
    details: dict[str, object] = {"voided": list(signers_voided(was, now))}
    if now.is_out:
        details["correction"] = "given_up"
    return entry(action, story, at=at, draft=was, opinion=opinion, details=details)
