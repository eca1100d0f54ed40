"""Random acts on one draft against a simple model: whatever is tried, nothing gets out that was not signed in full."""

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.editing import edited, may_edit
from services.publisher.reviewing.may_review import may_act, may_pass
from services.publisher.reviewing.verdicts import held, passed, proofread, sent_back
from services.publisher.stories.draft import Act, Draft
from services.publisher.stories.pulling import resumed
from services.publisher.stories.refusal import Kind
from services.publisher.stories.stages import AWAITING, stages_of
from shared.contracts.words import DraftState, Stage, Verdict
from shared.identity import Account, Role
from tests.unit.publisher.scenes import CHIEF, DEPUTY, EDITOR1, EDITOR2, EDITOR3, NOON, WRITER, draft, story, wording

PEOPLE = (EDITOR1, EDITOR2, EDITOR3, CHIEF, DEPUTY, WRITER)
people = st.sampled_from(PEOPLE)
stages = st.sampled_from(Stage)


@dataclass
class Model:
    """What a clerk with a pencil would know: where it lies, whose names stand at which stage, who wrote it last."""

    plan: tuple[Stage, ...]
    at: int = 0
    editor: str | None = None
    proofs: dict[Stage, set[str]] = field(default_factory=dict)
    reviews: dict[Stage, str] = field(default_factory=dict)
    aside: bool = False

    @property
    def stage(self) -> Stage | None:
        return None if self.aside or self.at >= len(self.plan) else self.plan[self.at]

    def clash(self, person: Account) -> bool:
        others = (names | {self.reviews.get(stage)} for stage, names in self.names().items() if stage is not self.stage)
        return person.id == self.editor or any(person.id in names for names in others)

    def names(self) -> dict[Stage, set[str]]:
        return {stage: self.proofs.get(stage, set()) for stage in Stage}


class ReviewMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.plan = stages_of("A")
        self.model = Model(self.plan)
        self.draft = draft()
        self.texts = 0

    def expected(self, person: Account, stage: Stage, version: int) -> Kind | None:
        if version != self.draft.version:
            return Kind.STALE
        if stage is not self.model.stage:
            return Kind.WRONG_STAGE
        if person.role is not Role.EDITOR or stage not in person.stages:
            return Kind.NOT_ALLOWED
        return Kind.SEPARATION if self.model.clash(person) else None

    def refusal(self, person: Account, stage: Stage, version: int) -> Kind | None:
        refusal = may_act(story(), self.draft, version, stage, Reviewer(person))
        expected = self.expected(person, stage, version)
        assert (refusal.kind if refusal else None) == expected
        return expected

    @rule(person=people, stage=stages, behind=st.sampled_from([0, 0, 0, 0, 1]))
    def proofread(self, person: Account, stage: Stage, behind: int) -> None:
        if self.refusal(person, stage, self.draft.version - behind):
            return
        self.draft = proofread(self.draft, stage, Reviewer(person), NOON)
        self.model.proofs.setdefault(stage, set()).add(person.id)

    @rule(person=people, stage=stages)
    def review(self, person: Account, stage: Stage) -> None:
        if self.refusal(person, stage, self.draft.version):
            return
        refusal = may_pass(self.draft, stage, ())
        assert (refusal is None) == bool(self.model.proofs.get(stage))
        if refusal is not None:
            assert refusal.kind is Kind.PROOF_MISSING
            return
        self.draft = passed(self.draft, Decision(stage, Verdict.PASS), self.plan, Reviewer(person), NOON)
        self.model.reviews[stage] = person.id
        self.model.at += 1

    @precondition(lambda self: self.model.stage is not None)
    @rule(person=people)
    def the_right_person_does_both(self, person: Account) -> None:
        """So that signing off is reached often enough."""
        stage = self.model.stage
        assert stage is not None
        self.proofread(person, stage, 0)
        self.review(person, stage)

    @rule(person=people, to=st.sampled_from([Stage.FIRST, Stage.SECOND]))
    def send_back(self, person: Account, to: Stage) -> None:
        stage = self.model.stage
        if stage is None or self.plan.index(to) >= self.model.at or self.refusal(person, stage, self.draft.version):
            return
        self.draft = sent_back(self.draft, to, NOON)
        self.model.at = self.plan.index(to)
        for later in self.plan[self.model.at :]:
            self.model.proofs.pop(later, None)
            self.model.reviews.pop(later, None)

    @rule(person=people)
    def edit(self, person: Account) -> None:
        refusal = may_edit(self.draft, self.draft.version, person)
        assert (refusal is None) == (not self.model.aside)
        if refusal is not None:
            return
        self.texts += 1
        self.draft = edited(self.draft, wording(f"第{self.texts}稿"), person, AWAITING[self.plan[0]], NOON)
        self.model = Model(self.plan, editor=person.id)

    @precondition(lambda self: self.model.stage is not None)
    @rule()
    def hold(self) -> None:
        self.draft = held(self.draft)
        self.model.aside = True

    @precondition(lambda self: self.model.aside)
    @rule()
    def resume(self) -> None:
        self.draft = resumed(self.draft, AWAITING[self.plan[0]])
        self.model.aside = False

    @invariant()
    def it_lies_where_the_clerk_says(self) -> None:
        if self.model.aside:
            assert self.draft.state is DraftState.HELD
        elif self.model.stage is None:
            assert self.draft.state is DraftState.SIGNED_OFF
        else:
            assert self.draft.stage is self.model.stage

    @invariant()
    def the_names_that_stand_are_those_the_clerk_has(self) -> None:
        reviews = {s.stage: s.by for s in self.draft.signatures if s.act is Act.REVIEW}
        assert reviews == self.model.reviews

    @invariant()
    def what_is_signed_off_was_signed_by_three_others(self) -> None:
        if self.draft.state is not DraftState.SIGNED_OFF:
            return
        assert_signed_in_full(self.draft, self.plan)

    @invariant()
    def no_void_signature_ever_counts_again(self) -> None:
        for approval in self.draft.approvals:
            if approval.voided_at is not None:
                assert approval not in self.draft.signatures


def assert_signed_in_full(one: Draft, plan: tuple[Stage, ...]) -> None:
    names: dict[Stage, set[str]] = {stage: set() for stage in plan}
    acts: dict[Stage, set[Act]] = {stage: set() for stage in plan}
    for signature in one.signatures:
        assert signature.content_hash == one.content_hash
        names[signature.stage].add(signature.by)
        acts[signature.stage].add(signature.act)
    assert all(done == {Act.PROOF, Act.REVIEW} for done in acts.values())
    assert sum(len(people) for people in names.values()) == len(set().union(*names.values())), "nobody at two stages"
    assert one.last_editor not in set().union(*names.values())


ReviewMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestReviewsAgreeWithASimpleModel = ReviewMachine.TestCase


def test_the_check_would_notice_a_missing_signature():
    """The invariant itself can fail: a draft that is called signed off without having been signed."""
    unsigned = replace(draft(), state=DraftState.SIGNED_OFF)
    try:
        assert_signed_in_full(unsigned, stages_of("A"))
    except AssertionError:
        return
    raise AssertionError("it let an unsigned draft pass")
