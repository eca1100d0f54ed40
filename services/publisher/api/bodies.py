"""What programs send: the bodies of the API's calls. An unknown name is an error, for a misspelt one would do harm."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.publisher.releasing.register_publication import Posted
from services.publisher.reviewing.decision import Decision, StoryDecision, Target
from services.publisher.stories.draft import Override
from shared.contracts.words import ContentType, Stage, Verdict
from shared.ids import DraftId
from shared.text.normalising import normalise
from shared.web.api import invalid
from shared.web.problems import FieldError
from shared.widths import KEY

Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Words = Annotated[str, StringConstraints(max_length=2000), AfterValidator(lambda typed: normalise(typed).text.strip())]
"""What one person tells others: an opinion, a reason. Without what nobody sees."""
Name = Annotated[str, StringConstraints(max_length=100)]


def _since_2000(moment: datetime) -> datetime:
    if moment.year < 2000:  # noqa: PLR2004  a slip of the finger; the year 1 does not even exist in every zone
        raise ValueError("请核对年份：发布时间不能早于2000年。")
    return moment


Published = Annotated[AwareDatetime, AfterValidator(_since_2000)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OverrideBody(Body):
    rule: Name
    field: Annotated[str, StringConstraints(max_length=200)] = ""
    reason: Words
    message: Annotated[str, StringConstraints(max_length=2000)] = ""
    """The finding's, for a reason that lets pass that one alone; without it, all of this rule in this field."""

    def as_override(self) -> Override:
        return Override(self.rule, self.field, self.reason, self.message)


class ProofBody(Body):
    """校对: covers the content hash, voided by an edit like a signature."""

    stage: Stage
    version: Version | None = None
    note: Words = ""
    on_behalf_of: Name | None = None


class Verdicts(Body):
    stage: Stage
    verdict: Verdict
    opinion: Words = ""
    to: Target = Target.SUBMITTER
    overrides: Annotated[list[OverrideBody], Field(max_length=200)] = []
    on_behalf_of: Name | None = None
    """代审: login or id of whoever should have reviewed."""
    proof: bool = False
    """Proofread and pass in one call."""

    def as_decision(self) -> Decision:
        return Decision(
            stage=self.stage,
            verdict=self.verdict,
            opinion=self.opinion,
            to=self.to,
            overrides=tuple(override.as_override() for override in self.overrides),
            proof=self.proof,
        )


class ReviewBody(Verdicts):
    version: Version | None = None


class StoryReviewBody(Verdicts):
    versions: Annotated[dict[str, Version], Field(min_length=1, max_length=200)]
    """Of each draft that was seen: draft id → version."""
    channels: Annotated[list[ContentType], Field(max_length=20)] | None = None
    """At the first stage: the content types that are used, the rest is held."""

    def as_story_decision(self) -> StoryDecision:
        return StoryDecision(
            self.as_decision(),
            {DraftId(draft): version for draft, version in self.versions.items()},
            None if self.channels is None else frozenset(self.channels),
        )


class StoryProofBody(Body):
    stage: Stage
    versions: Annotated[dict[str, Version], Field(min_length=1, max_length=200)]
    note: Words = ""
    opinion: Words = ""
    on_behalf_of: Name | None = None

    def as_story_decision(self) -> StoryDecision:
        decision = Decision(self.stage, Verdict.PASS, self.note or self.opinion)
        return StoryDecision(decision, {DraftId(draft): version for draft, version in self.versions.items()})


class HoldBody(Body):
    reason: Words = ""
    version: Version | None = None


class ResumptionBody(Body):
    version: Version | None = None
    note: Words = ""


class WithdrawalBody(Body):
    reason: Annotated[Words, StringConstraints(strip_whitespace=True, min_length=1)]
    version: Version | None = None


class PublicationBody(Body):
    """`url`, or `pasted`: the text that an app's share button gave."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    pasted: Annotated[str, StringConstraints(max_length=5000)] = ""
    account: Annotated[str, StringConstraints(max_length=KEY)] = ""
    published_at: Published | None = None

    def as_posted(self) -> Posted:
        return Posted(self.url, self.pasted, self.account, self.published_at)


class EditBody(BaseModel):
    """The content's fields themselves, or `{"content": {…}}`."""

    model_config = ConfigDict(extra="allow")
    content: dict[str, Any] | None = None

    def fields(self) -> dict[str, Any]:
        beside = dict(self.model_extra or {})
        if self.content is None:
            return beside
        if beside:  # which of the two was meant is not ours to guess
            raise invalid(
                [FieldError(name, "已用 content 给出内容，请去掉这一项，或写进 content。") for name in beside]
            )
        return self.content
