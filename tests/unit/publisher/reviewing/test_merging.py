"""Two edits at once: what one of them changed is taken, what both changed stays mine and is shown."""

from services.publisher.reviewing.merging import Conflict, merged

BASE = {"title": "原题", "text": "原文", "byline": "原署名", "topics": ["一"]}


def test_each_keeps_what_only_they_changed():
    together = merged(BASE, {**BASE, "title": "我的题"}, {**BASE, "byline": "对方署名"})
    assert together.content == {**BASE, "title": "我的题", "byline": "对方署名"}
    assert (together.conflicts, together.theirs) == ((), ("byline",))


def test_what_both_changed_stays_mine_and_shows_all_three():
    together = merged(BASE, {**BASE, "text": "我的"}, {**BASE, "text": "对方的"})
    assert together.content["text"] == "我的"
    assert together.conflicts == (Conflict("text", "原文", "我的", "对方的"),)


def test_the_same_change_twice_is_no_conflict():
    both = {**BASE, "topics": ["一", "二"]}
    together = merged(BASE, both, both)
    assert (together.content, together.conflicts) == (both, ())
