"""Comparing two texts: nothing lost, nothing invented, and the change small enough to read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.publisher.drafting.comparison import LONGEST_BY_CHARACTER, Piece, changed, compared, excerpt

TEXTS = st.text(st.sampled_from("甲乙丙丁一二三，。！？\n “”abc12"), max_size=120)


@settings(max_examples=50)
@given(TEXTS, TEXTS)
def test_the_pieces_make_up_both_texts(before: str, after: str):
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert changed(pieces) == (before != after)
    assert all(piece.text for piece in pieces)


def test_a_changed_word_is_marked_and_its_sentence_is_not():
    pieces = compared("课堂坐满了老人。练习很顺利。", "课堂坐满了学员。练习很顺利。")
    assert pieces == (
        Piece("same", "课堂坐满了"),
        Piece("gone", "老人"),
        Piece("new", "学员"),
        Piece("same", "。练习很顺利。"),
    )


def test_a_long_stretch_is_shown_as_one_gone_and_one_new():
    before, after = "甲" * (LONGEST_BY_CHARACTER + 1), "乙" * (LONGEST_BY_CHARACTER + 1)
    assert [piece.kind for piece in compared(before, after)] == ["gone", "new"]


def test_an_excerpt_keeps_what_stands_next_to_a_change():
    text = "一" * 100
    pieces = excerpt(compared(f"{text}。旧{text}。", f"{text}。新{text}。"), around=10)
    assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]
    assert pieces[0].text == "…" + "一" * 9 + "。"
    assert pieces[-1].text == "一" * 10 + "…"
