"""Random lives of a story: revisions, reviews, edits, releases and withdrawals in any order keep its promises."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.publisher.releasing.delivery import delivered, may_be_published, may_withdraw, published, withdrawn
from services.publisher.releasing.hold_draft import may_hold
from services.publisher.releasing.resume_draft import may_resume
from services.publisher.reviewing.editing import edited, has_successor, may_edit
from services.publisher.reviewing.verdicts import held, rejected, returned_to_unit
from services.publisher.stories.draft import OUT, Draft
from services.publisher.stories.pulling import resumed, withheld
from services.publisher.stories.revisions import is_news, revised, withdrawn_by_unit
from shared.contracts.words import ContentType, DraftState, Stage, SubmissionState
from shared.identity import Account
from tests.unit.publisher.reviewing.test_review_machine import assert_signed_in_full
from tests.unit.publisher.scenes import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    NOON,
    WRITER,
    draft,
    story,
    submission,
    wording,
)
from tests.unit.publisher.scenes import through as through_stage

CONTENT_TYPES = (ContentType.WEIBO_STATUS, ContentType.TV_ITEM)
SIGNERS: dict[Stage, tuple[Account, ...]] = {
    Stage.FIRST: (EDITOR1, CHIEF),
    Stage.SECOND: (EDITOR2, CHIEF),
    Stage.FINAL: (EDITOR3, CHIEF),
}
places = st.integers(min_value=0, max_value=9)
rarely = st.sampled_from([False] * 11 + [True])
"""For what ends a story: tried each time, nothing else would ever happen."""


class StoryMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.story = story(*(draft(content_type=content_type) for content_type in CONTENT_TYPES))
        self.texts = 0
        self.seen: dict[str, str] = {}

    def one(self, place: int) -> Draft:
        drafts = self.story.current
        return drafts[place % len(drafts)]

    @rule(ahead=st.sampled_from([-1, 0, 1, 1, 2]))
    def a_revision_arrives(self, ahead: int) -> None:
        sent = submission(revision=max(1, self.story.submission.revision + ahead))
        if not is_news(self.story, sent):
            return
        new = [draft(content_type=content_type, revision=sent.revision) for content_type in CONTENT_TYPES]
        self.story = revised(self.story, sent, "A", new, NOON)

    @rule(place=places)
    def somebody_edits(self, place: int) -> None:
        one = self.one(place)
        if may_edit(one, one.version, WRITER) or has_successor(self.story, one):
            return
        self.texts += 1
        new = edited(one, wording(f"第{self.texts}稿"), WRITER, self.story.first_state, NOON)
        self.story = self.story.with_drafts(new)

    @rule(place=places)
    def it_is_signed_off(self, place: int) -> None:
        one = self.one(place)
        while (stage := one.stage) is not None:
            taken = {person for signature in one.signatures for person in signature.people}
            one = through_stage(one, next(p for p in SIGNERS[stage] if p.id not in taken), stage)
        self.story = self.story.with_drafts(one)

    @rule(place=places)
    def it_goes_out(self, place: int) -> None:
        if self.one(place).state is DraftState.SIGNED_OFF:
            self.story = delivered(self.story, self.one(place).id, NOON)

    @rule(place=places)
    def it_is_signed_and_goes_out_at_once(self, place: int) -> None:
        """So that what happens to released drafts is tried often enough."""
        number = self.story.drafts.index(self.one(place))
        self.it_is_signed_off(place)
        signed = self.story.drafts[number]
        if signed.state is DraftState.SIGNED_OFF:
            self.story = delivered(self.story, signed.id, NOON)

    @rule(place=places)
    def its_address_is_registered(self, place: int) -> None:
        if may_be_published(self.one(place)) is None:
            self.story = self.story.with_drafts(published(self.one(place), "https://example.org/"))

    @rule(place=places)
    def it_is_held(self, place: int) -> None:
        if may_hold(self.one(place), None, CHIEF) is None:
            one = self.one(place)
            self.story = self.story.with_drafts(withheld(one) if one.is_usable else held(one))

    @rule(place=places)
    def it_is_resumed(self, place: int) -> None:
        if may_resume(self.one(place), None, CHIEF) is None:
            self.story = self.story.with_drafts(resumed(self.one(place), self.story.first_state))

    @rule(place=places, really=rarely)
    def it_is_rejected(self, place: int, really: bool) -> None:
        if really and self.one(place).is_open:
            self.story = self.story.with_drafts(rejected(self.one(place), NOON))

    @rule(place=places)
    def it_is_withdrawn(self, place: int) -> None:
        if may_withdraw(self.one(place), CHIEF) is None:
            self.story = withdrawn(self.story, self.one(place).id, NOON)

    @rule(really=rarely)
    def the_story_is_returned(self, really: bool) -> None:
        if really and self.story.open:
            self.story = returned_to_unit(self.story, "请核实", NOON)

    @rule(really=rarely)
    def the_unit_withdraws(self, really: bool) -> None:
        if really and self.story.withdrawal is None:
            self.story = withdrawn_by_unit(self.story, "有误", NOON)

    @invariant()
    def there_is_one_draft_per_content_type_and_revision(self) -> None:
        keys = [(one.content_type, one.revision) for one in self.story.drafts]
        assert len(keys) == len(set(keys))

    @invariant()
    def at_most_one_draft_of_a_content_type_is_out(self) -> None:
        out = [one.content_type for one in self.story.drafts if one.is_out]
        assert len(out) == len(set(out))

    @invariant()
    def what_is_out_is_exactly_what_was_released(self) -> None:
        for one in self.story.drafts:
            if one.state in OUT:
                assert one.released is not None
                assert one.released.wording == one.wording

    @invariant()
    def what_is_signed_off_or_out_was_signed_in_full(self) -> None:
        for one in self.story.drafts:
            if one.state in {DraftState.SIGNED_OFF, *OUT}:
                assert_signed_in_full(one, self.story.stages)

    @invariant()
    def only_the_newest_revision_or_a_correction_is_in_review(self) -> None:
        for one in self.story.open:
            assert one.revision == self.story.submission.revision or one.in_correction

    @invariant()
    def a_held_draft_knows_where_it_comes_back_to(self) -> None:
        for one in self.story.drafts:
            assert (one.held_from is not None) == (one.state is DraftState.HELD)

    @invariant()
    def what_the_unit_took_back_is_not_reviewed_any_more(self) -> None:
        if self.story.state is SubmissionState.WITHDRAWN:
            assert not self.story.open
            assert not any(one.is_out for one in self.story.drafts)

    @invariant()
    def what_is_replaced_is_out(self) -> None:
        for one in self.story.open:
            if one.replaces is not None:
                assert self.story.draft(one.replaces).is_out

    @invariant()
    def every_change_makes_a_new_version_of_its_draft(self) -> None:
        for one in self.story.drafts:
            key = f"{one.id} {one.version}"
            said = f"{one.state} {one.content_hash}"
            assert self.seen.setdefault(key, said) == said


StoryMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestStoryKeepsItsPromises = StoryMachine.TestCase
