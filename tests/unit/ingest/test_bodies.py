"""Three forms of a body become the same kind of blocks."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.ingest.documents import read_body
from services.ingest.domain.body import as_markdown, as_text
from services.ingest.domain.report import BodyForm
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

KINDS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.SUBHEADING, BlockKind.QUOTE, BlockKind.ITEM)


def read(form: str, source: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read_body(BodyForm(form), source)]


def test_a_line_of_text_is_a_paragraph_and_loses_its_indentation():
    assert read("text", "　　第一段。\n\n  第二段。\u00a0\n") == [("p", "第一段。"), ("p", "第二段。")]


def test_html_keeps_structure_and_text_and_nothing_else():
    source = """<style>p{}</style><h1>大标题</h1><h3>小标题</h3><p onclick="x()">一<b>段</b>话<br>第二行</p>
    <blockquote><p>引文</p></blockquote><ul><li>甲<li><p>乙</p></ul><script>alert(1)</script>
    <table><tr><td>市</td><td>人次</td></tr></table><a href="javascript:x">链接</a>尾"""
    assert read("html", source) == [
        ("h2", "大标题"),
        ("h3", "小标题"),
        ("p", "一段话"),
        ("p", "第二行"),
        ("quote", "引文"),
        ("li", "甲"),
        ("li", "乙"),
        ("p", "市 人次"),
        ("p", "链接尾"),
    ]


def test_markdown_keeps_structure_and_shows_html_as_the_text_it_is():
    source = "# 大标题\n\n### 小标题\n\n一**段**话\n第二行\n\n> 引文\n\n- 甲\n- 乙\n\n![图](x.jpg)\n\n<b>尖括号</b>"
    assert read("markdown", source) == [
        ("h2", "大标题"),
        ("h3", "小标题"),
        ("p", "一段话"),
        ("p", "第二行"),
        ("quote", "引文"),
        ("li", "甲"),
        ("li", "乙"),
        ("p", "<b>尖括号</b>"),
    ]


@pytest.mark.parametrize("form", ["text", "html", "markdown"])
def test_what_holds_no_words_gives_no_blocks(form: str):
    assert read(form, "") == []
    assert read(form, "\n \u3000\n") == []


@pytest.mark.parametrize("depth", [10, 260, 900])
def test_nothing_of_html_is_lost_however_deeply_it_nests(depth: int):
    source = "<p>前面</p>" + "<div>" * depth + "<blockquote>深" + "</blockquote>" + "</div>" * depth + "<p>后面</p>"
    assert read("html", source) == [("p", "前面"), ("quote", "深"), ("p", "后面")]


@pytest.mark.parametrize("depth", [10, 20, 40])
def test_nothing_of_markdown_is_lost_however_deeply_it_nests(depth: int):
    assert read("markdown", "前面\n\n" + "> " * depth + "深\n\n后面") == [("p", "前面"), ("quote", "深"), ("p", "后面")]
    listed = "".join("  " * level + f"- 第{level}层\n" for level in range(depth))
    assert read("markdown", f"{listed}\n后面") == [*(("li", f"第{level}层") for level in range(depth)), ("p", "后面")]


def test_html_that_nests_too_deeply_stays_the_text_it_is():
    assert read("html", "<div>" * 50_000 + "深") == [("p", "<div>" * 50_000 + "深")]
    many = "<p>段<br><b>粗</b><!--<div>--><i title='</i>'>斜</i>" * 2_000
    assert len(read("html", many)) == 4_000, "one after another is not in one another"


def test_markdown_that_nests_too_deeply_stays_the_text_it_is():
    source = "前面\n\n" + ">" * 200 + "深\n\n后面"
    assert read("markdown", source) == [("p", "前面"), ("p", ">" * 200 + "深"), ("p", "后面")]


def test_ordered_items_keep_their_numbers():
    html = "<ol><li>甲<li><p>乙</p><p>再说</p></ol><ol start=5><li>戊<ul><li>点</ul><li value=9>壬</ol>"
    html += "<ol type=a><li>不数</ol>"
    assert [text for _, text in read("html", html)] == ["1. 甲", "2. 乙", "再说", "5. 戊", "点", "9. 壬", "不数"]
    markdown = "1. 甲\n2. 乙\n\n   再说\n\n段\n\n3) 丙\n   - 点\n3) 丁\n6) 己\n\n见第2条"
    assert [text for _, text in read("markdown", markdown)] == [
        *("1. 甲", "2. 乙", "再说", "段", "3) 丙", "点", "4) 丁", "6) 己", "见第2条"),
    ]


@given(st.text(max_size=300))
@settings(max_examples=50)
def test_no_source_makes_a_reader_fail(source: str):
    for form in BodyForm:
        assert all(block.text.strip() for block in read_body(form, source))


words = st.text(
    st.one_of(st.sampled_from("*_`#>-+=[]()!<&~|\\.1:/：，。"), st.characters(categories=["L", "N", "P"])), min_size=1
)


@given(st.lists(st.builds(Block, kind=st.sampled_from(KINDS), text=words), max_size=5))
@example([Block(kind=BlockKind.PARAGRAPH, text="1. 不是列表"), Block(kind=BlockKind.PARAGRAPH, text="---")])
@settings(max_examples=50)
def test_blocks_given_back_for_editing_are_read_as_the_same_blocks(blocks: list[Block]):
    assert list(read_body(BodyForm.MARKDOWN, as_markdown(blocks))) == blocks


def test_plain_blocks_given_back_as_text_are_read_as_the_same_blocks():
    blocks = read_body(BodyForm.TEXT, "一\n二")
    assert read_body(BodyForm.TEXT, as_text(blocks)) == blocks
