"""Who is left to review a draft. Asked before an edit, which takes its editor out of the reviews."""

from collections.abc import Iterable, Mapping

from services.publisher.stories.refusal import Kind, Refusal
from shared.contracts.words import Stage
from shared.identity import Account, Role
from shared.ids import AccountId
from shared.words import STAGES


def who_may_review(
    stages: tuple[Stage, ...], accounts: Iterable[Account], barred: frozenset[AccountId]
) -> dict[Stage, tuple[Account, ...]]:
    """For each stage the editors who could do it, were none of the barred among them."""
    editors = [account for account in accounts if account.role is Role.EDITOR and account.id not in barred]
    return {stage: tuple(editor for editor in editors if stage in editor.stages) for stage in stages}


def nobody_left(candidates: Mapping[Stage, tuple[Account, ...]]) -> Refusal | None:
    """Every stage needs another person: one who may do all stages fills only one of them."""
    for stage, people in candidates.items():
        if not people:
            return Refusal(Kind.NOBODY_LEFT, f"您修改后将没有其他人员可以{STAGES[stage]}，请由其他人员修改本稿。")
    if not _can_be_filled([{person.id for person in people} for people in candidates.values()]):
        titles = "、".join(STAGES[stage] for stage in candidates)
        return Refusal(Kind.NOBODY_LEFT, f"您修改后，其余人员不足以分别承担{titles}，请由其他人员修改本稿。")
    return None


def _can_be_filled(places: list[set[AccountId]], taken: frozenset[AccountId] = frozenset()) -> bool:
    """Whether each place can have a person of its own. At most four places: trying is quick enough."""
    if not places:
        return True
    return any(_can_be_filled(places[1:], taken | {person}) for person in places[0] - taken)
