"""暂缓 and its end: what that makes of a draft. Pure: that it is allowed was asked before."""

from dataclasses import replace

from services.publisher.stories.draft import Draft
from shared.contracts.words import DraftState


def withheld(draft: Draft) -> Draft:
    """暂缓: what is out is pulled for now. A correction of it stays in review or set aside; one that is signed waits,
    for its release would put back at once what was just pulled.
    """
    released = replace(draft.released, withheld=True) if draft.released else None
    pulled = replace(draft, released=released)
    if draft.is_open or draft.state is DraftState.HELD:
        return pulled.moved(draft.state, held_from=draft.held_from)
    return pulled.moved(DraftState.HELD, held_from=draft.state)


def resumed(draft: Draft, first: DraftState) -> Draft:
    """Back to where it was set aside; else what was pulled is out again, its correction where it is."""
    if draft.is_set_aside:
        return draft.moved(draft.held_from or first)
    released = replace(draft.released, withheld=False) if draft.released else None
    return replace(draft, released=released).moved(draft.held_from or draft.state)
