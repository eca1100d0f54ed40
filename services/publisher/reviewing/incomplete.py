"""A decision that lacks a reason or names an impossible target is no decision: said before any rule is asked."""

from services.publisher.reviewing.decision import Decision, StoryDecision, Target
from services.publisher.stories.refusal import Kind, Refusal, Refused
from services.publisher.stories.stages import order
from services.publisher.stories.story import Story
from shared.contracts.words import Stage, Verdict
from shared.text.normalising import says_something
from shared.words import CONTENT_TYPES, STAGES

_NEEDS_REASON = {Verdict.RETURN: "退回修改", Verdict.REJECT: "退稿"}


def complete(decision: Decision, stages: tuple[Stage, ...]) -> None:
    """Refused as invalid, with every field that is wrong."""
    errors: list[tuple[str, str]] = []
    if decision.verdict in _NEEDS_REASON and not says_something(decision.opinion):
        errors.append(("opinion", f"{_NEEDS_REASON[decision.verdict]}须写明原因。"))
    if decision.verdict is Verdict.RETURN and decision.to is not Target.SUBMITTER:
        to = Stage(decision.to)
        if to not in stages or order(to) >= order(decision.stage):
            errors.append(("to", f"{STAGES[decision.stage]}时不能退回到{STAGES[to]}，只能退回报送单位或更早的环节。"))
    errors += [
        (f"overrides[{at}].reason", "须写明放行理由。")
        for at, override in enumerate(decision.overrides)
        if not says_something(override.reason)
    ]
    _refuse(errors)


def complete_for_story(act: StoryDecision, story: Story) -> None:
    complete(act.decision, story.stages)
    own = {draft.id for draft in story.drafts}
    errors = [(f"versions.{draft}", "本稿没有这份平台稿。") for draft in act.versions if draft not in own]
    if act.channels is not None:
        errors += _channels(act, story)
    _refuse(errors)


def _channels(act: StoryDecision, story: Story) -> list[tuple[str, str]]:
    decision = act.decision
    if decision.verdict is not Verdict.PASS or decision.stage is not story.stages[0]:
        return [("channels", f"只有{STAGES[story.stages[0]]}通过时可以选择平台。")]
    if not act.channels:
        return [("channels", "请至少选择一个平台；都不采用的，请退稿或转为备用。")]
    there = {draft.content_type for draft in story.current}
    return [("channels", f"本稿没有{CONTENT_TYPES[channel]}稿。") for channel in sorted(act.channels - there)]


def _refuse(errors: list[tuple[str, str]]) -> None:
    if errors:
        raise Refused(Refusal(Kind.INVALID, "请检查填写的内容。", tuple(errors)))
