"""An article as one text and back: whatever is written in it comes back as the same blocks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.publisher.desk.editing.article_text import blocks_of, text_of

A, B = "a" * 64, "b" * 64
LINES = st.text(st.sampled_from("甲乙丙 ，。#>-〔图1〕\\"), min_size=1, max_size=20).map(str.strip).filter(bool)
BLOCKS = st.one_of(
    st.builds(
        lambda kind, text: {"kind": kind, "text": text}, st.sampled_from(["p", "h2", "h3", "quote", "li"]), LINES
    ),
    st.builds(lambda text, sha256: {"kind": "image", "text": text, "sha256": sha256}, LINES, st.sampled_from([A, B])),
)


@settings(max_examples=50)
@given(st.lists(BLOCKS, max_size=6))
def test_every_block_comes_back_as_it_was(blocks: list[dict[str, str]]):
    assert blocks_of(text_of(blocks, [A, B]), [A, B]) == blocks


def test_lines_become_blocks_by_their_marks():
    text = "## 课堂里\r\n老人坐满了。\r\n\r\n> 敢用了\n- 挂号\n〔图2〕课堂全景"
    assert blocks_of(text, [A, B]) == [
        {"kind": "h2", "text": "课堂里"},
        {"kind": "p", "text": "老人坐满了。"},
        {"kind": "quote", "text": "敢用了"},
        {"kind": "li", "text": "挂号"},
        {"kind": "image", "text": "课堂全景", "sha256": B},
    ]


def test_a_picture_that_is_not_there_stays_as_text_for_its_editor_to_see():
    assert blocks_of("〔图9〕没有这张", [A]) == [{"kind": "p", "text": "〔图9〕没有这张"}]
