"""What two texts have in common: nothing lost, and never at an effort that grows with the square of a long text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.publisher.drafting.alignment import MOST_EFFORT, aligned, effort, sentences
from services.publisher.drafting.comparison import Piece, compared
from services.publisher.drafting.provenance import spans_after_edit
from services.publisher.stories.content import Origin, Span

LINES = st.lists(st.sampled_from("甲乙丙丁"), max_size=30)
MANY = 20_000


@settings(max_examples=100)
@given(LINES, LINES)
def test_the_stretches_cover_both_and_the_equal_ones_are_equal(old: list[str], new: list[str]):
    at_old = at_new = 0
    for tag, a1, a2, b1, b2 in aligned(old, new):
        assert (a1, b1) == (at_old, at_new)
        assert tag == "replace" or old[a1:a2] == new[b1:b2]
        at_old, at_new = a2, b2
    assert (at_old, at_new) == (len(old), len(new))


def test_a_single_change_costs_the_same_in_a_long_text_as_in_a_short_one():
    short, long = (effort(["好。"] * n, [*["好。"] * (n // 2), "改。", *["好。"] * (n // 2 - 1)]) for n in (20, MANY))
    assert long == short


def test_one_change_among_very_many_like_sentences_leaves_all_others_their_source():
    before, half = "好。" * MANY, MANY // 2
    after = "好。" * half + "改。" + "好。" * (half - 1)
    spans = spans_after_edit({"text": before}, {"text": after}, (Span("text", 0, len(before), Origin.SOURCE, 0),))
    assert spans == (
        Span("text", 0, MANY, Origin.SOURCE, 0),
        Span("text", MANY, MANY + 2, Origin.EDITOR),
        Span("text", MANY + 2, 2 * MANY, Origin.SOURCE, 0),
    )


def test_where_comparing_would_take_too_long_everything_between_the_ends_is_the_editors():
    before, after = "头。" + "好。" * MANY + "尾。", "头。" + "好。改。" * (MANY // 2) + "尾。"
    assert effort(sentences(before), sentences(after)) > MOST_EFFORT
    spans = spans_after_edit({"text": before}, {"text": after}, (Span("text", 0, len(before), Origin.SOURCE, 0),))
    # The first 好。 stands at the same place in both.
    assert spans == (
        Span("text", 0, 4, Origin.SOURCE, 0),
        Span("text", 4, len(after) - 2, Origin.EDITOR),
        Span("text", len(after) - 2, len(after), Origin.SOURCE, 0),
    )
    assert [piece.kind for piece in compared(before, after)] == ["same", "gone", "new", "same"]


def test_a_yearly_summary_is_compared_sentence_by_sentence_whatever_was_changed_in_it():
    before = [f"第{number}项工作已经完成。" for number in range(1700)]
    after = [text.replace("已经", "基本") if number % 2 else text for number, text in enumerate(before)]
    pieces = compared("".join(before), "".join(after))
    assert sum(piece == Piece("gone", "已经") for piece in pieces) == 850


def test_stretches_of_like_characters_are_not_compared_one_by_one():
    before, after = ("好" * 999 + "。") * 20, ("好坏" * 499 + "。") * 20
    assert [piece.kind for piece in compared(before, after)] == ["gone", "new"]


def test_topics_that_all_moved_by_one_keep_their_sources():
    old = [f"话题{number}" for number in range(MANY)]
    spans = tuple(Span(f"topics[{number}]", 0, 3, Origin.SOURCE, number) for number in range(MANY))
    first, *others = spans_after_edit({"topics": old}, {"topics": ["新的", *old]}, spans)
    assert first == Span("topics[0]", 0, 2, Origin.EDITOR)
    assert [(span.origin, span.block) for span in others] == [(Origin.SOURCE, number) for number in range(MANY)]
