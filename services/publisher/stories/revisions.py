"""What a new source revision, and a withdrawal by the unit, do to a story's drafts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.publisher.stories.approvals import correction_given_up, voided
from services.publisher.stories.draft import ENDED, Draft
from services.publisher.stories.pulling import withheld
from services.publisher.stories.stages import Level, stages_of
from services.publisher.stories.story import Story
from shared.contracts.submissions import Submission
from shared.contracts.words import DraftState, SubmissionState
from shared.ids import AccountId


def is_news(story: Story | None, submission: Submission) -> bool:
    """Older and equal revisions change nothing, and a withdrawal wins over whatever comes after it."""
    return story is None or (story.withdrawal is None and submission.revision > story.submission.revision)


def author(submission: Submission) -> AccountId | None:
    """Entering a report for its unit (代录) is no authorship. Changing it is: of a later revision it is theirs."""
    return submission.entered_by if submission.revision > 1 else None


def drafted_by_hand(story: Story, submission: Submission) -> bool:
    """An editor has made drafts of a report whose kind makes none: its next revision gets them too. One that came as
    another kind does not: its drafts were that kind's.
    """
    same = story.submission.kind is submission.kind
    return same and bool(story.drafts) and story.state is not SubmissionState.FILED


def planned_level(story: Story, submission: Submission, usual: Level) -> Level:
    """What was set by hand holds as long as the report is what it was; `usual` is that of its kind."""
    return story.level if story.submission.kind is submission.kind else usual


def revised(story: Story, submission: Submission, level: Level, drafts: Iterable[Draft], at: datetime) -> Story:
    """The unreleased drafts of older revisions give way to the new ones; what is out stays out until its
    correction is signed, and the new draft of its content type is that correction.
    """
    old = tuple(_given_way(draft, at) for draft in story.drafts)
    out = {draft.content_type: draft.id for draft in old if draft.is_out}
    new = (replace(draft, replaces=out.get(draft.content_type)) for draft in drafts)
    stages = stages_of(level, extra=story.extra)
    waivers = tuple(waiver for waiver in story.waivers if waiver.stage not in stages)
    renewed = replace(story, submission=submission, level=level, waivers=waivers, returned=None)
    return renewed.with_drafts(*old, *new)


def withdrawn_by_unit(story: Story, reason: str, at: datetime) -> Story:
    """Nothing that is not yet out will go out. What is out is withheld until a person on duty has decided about it."""
    ended = (_taken_back(draft, at) for draft in story.drafts)
    changed = tuple(withheld(draft) if draft.is_usable else draft for draft in ended)
    return replace(story, withdrawal=reason, returned=None).with_drafts(*changed)


def _given_way(draft: Draft, at: datetime) -> Draft:
    return _without_what_is_not_out(draft, DraftState.SUPERSEDED, at)


def _taken_back(draft: Draft, at: datetime) -> Draft:
    return _without_what_is_not_out(draft, DraftState.WITHDRAWN, at)


def _without_what_is_not_out(draft: Draft, end: DraftState, at: datetime) -> Draft:
    if draft.state in ENDED:
        return draft
    if draft.in_correction:
        return correction_given_up(draft, at)
    return draft if draft.is_out else voided(draft, at).moved(end)
