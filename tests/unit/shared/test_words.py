"""What people read for a draft's state: what is out, and what is to take its place, are told apart."""

import pytest

from shared.contracts.words import ContentType, DraftState
from shared.words import draft_state

TV = ContentType.TV_ITEM


@pytest.mark.parametrize(
    ("state", "withheld", "corrects", "name"),
    [
        (DraftState.HELD, False, False, "备用"),
        (DraftState.HELD, True, False, "暂缓"),
        (DraftState.HELD, False, True, "更正备用"),
        (DraftState.HELD, True, True, "暂缓中·更正备用"),
        (DraftState.AWAITING_FIRST_REVIEW, False, True, "更正待初审"),
        (DraftState.AWAITING_FINAL_REVIEW, True, True, "暂缓中·更正待终审"),
        (DraftState.AWAITING_FIRST_REVIEW, True, False, "暂缓中·更正待初审"),  # all that an event says of it
        (DraftState.SIGNED_OFF, True, True, "暂缓中·更正已签发"),
        (DraftState.RETURNED, False, True, "更正退回修改"),
        (DraftState.DELIVERED, False, False, "已供电视台"),
        (DraftState.WITHDRAWN, False, True, "已撤稿"),
        (DraftState.SUPERSEDED, True, False, "已有新版"),
    ],
)
def test_a_correction_is_called_one(state: DraftState, *, withheld: bool, corrects: bool, name: str):
    assert draft_state(state, TV, withheld=withheld, corrects=corrects) == name
