"""三审三校: which stages a draft passes, and the states in which it waits for them."""

from typing import Literal

from shared.contracts.words import DraftState, Stage

Level = Literal["A", "B", "C"]

LEVELS: dict[Level, tuple[Stage, ...]] = {
    "A": (Stage.FIRST, Stage.SECOND, Stage.FINAL),
    "B": (Stage.FIRST, Stage.FINAL),
    "C": (Stage.FINAL,),
}

AWAITING: dict[Stage, DraftState] = {
    Stage.FIRST: DraftState.AWAITING_FIRST_REVIEW,
    Stage.SECOND: DraftState.AWAITING_SECOND_REVIEW,
    Stage.EXTRA: DraftState.AWAITING_EXTRA_REVIEW,
    Stage.FINAL: DraftState.AWAITING_FINAL_REVIEW,
}

STAGE_OF: dict[DraftState, Stage] = {state: stage for stage, state in AWAITING.items()}

_ORDER = (Stage.FIRST, Stage.SECOND, Stage.EXTRA, Stage.FINAL)


def order(stage: Stage) -> int:
    return _ORDER.index(stage)


def stages_of(level: Level, *, extra: bool = False) -> tuple[Stage, ...]:
    """In order; `extra` (加审) puts one more stage before the final one."""
    stages = LEVELS[level]
    return (*stages[:-1], Stage.EXTRA, stages[-1]) if extra else stages
