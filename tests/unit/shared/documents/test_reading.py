"""Three forms of a body become the same kind of blocks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.documents import BodyForm, read_body


def read(form: str, source: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in read_body(BodyForm(form), source).blocks]


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
        ("p", "图"),
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
    assert [text for _, text in read("html", html)] == ["1. 甲", "2. 乙", "再说", "5. 戊", "点", "9. 壬"]
    markdown = "1. 甲\n2. 乙\n\n   再说\n\n段\n\n3) 丙\n   - 点\n3) 丁\n6) 己\n\n见第2条"
    assert [text for _, text in read("markdown", markdown)] == [
        *("1. 甲", "2. 乙", "再说", "段", "3) 丙", "点", "3) 丁", "6) 己", "见第2条"),
    ]


@pytest.mark.parametrize(
    ("list_", "texts"),
    [
        ("<ol type=a><li>甲<li value=28>乙</ol>", ["a. 甲", "ab. 乙"]),
        ("<ol type=A start=3><li>甲</ol>", ["C. 甲"]),
        ("<ol type=i><li value=4>甲<li value=0>乙</ol>", ["iv. 甲", "0. 乙"]),
        ("<ol type=I start=1998><li>甲</ol>", ["MCMXCVIII. 甲"]),
        ("<ol reversed><li>甲<li>乙<ol><li>内</ol></ol>", ["2. 甲", "1. 乙", "1. 内"]),
        (
            "<ol start=9 style='list-style-type: cjk-ideographic'><li>甲<li>乙<li value=21>丙</ol>",
            ["九、甲", "十、乙", "二十一、丙"],
        ),
        ("<ol type=a style='list-style:none'><li>甲</ol>", ["甲"]),
        ("<ul style='list-style-type:decimal'><li>甲<li>乙</ul>", ["1. 甲", "2. 乙"]),
        ("<ol><li>甲<li style='display:none'>藏<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol><li><del>删</del><li>乙</ol>", ["2. 乙"]),
    ],
)
def test_a_list_has_the_numbers_that_its_page_shows(list_: str, texts: list[str]):
    assert [text for _, text in read("html", list_)] == texts


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("诵读区<br>86人", ["诵读区", "86人"]),
        ("诵读区<hr>86人", ["诵读区", "86人"]),
        ("<table><tr><td>诵读区<td>86<tr><td>展区<td>5</table>", ["诵读区 86", "展区 5"]),
        ("<figure><img src=x><figcaption>图1</figcaption></figure>86人", ["图1", "86人"]),
        ("图<span style='display:block'>1</span>86人", ["图", "1", "86人"]),
        ("<details><summary>第1期</summary>86人</details>", ["第1期", "86人"]),
        ("市民来到图\n书馆，86\n人次，A\nB", ["市民来到图书馆，86 人次，A B"]),
        ("他说<q>好</q>", ["他说“好”"]),
    ],
)
def test_what_stands_apart_on_a_page_is_not_joined(source: str, texts: list[str]):
    assert [text for _, text in read("html", source)] == texts


def test_a_text_that_is_markup_from_end_to_end_is_read_as_what_it_is():
    read_ = read_body(BodyForm.TEXT, "\n<p class=MsoNormal>第一段<del>删</del></p>\n<p>第二段</p>\n")
    assert [block.text for block in read_.blocks] == ["第一段", "第二段"]
    assert [said.what for said in read_.left_out] == ["修订中删去的文字", "网页代码"]
    for text in ("<p>是段落", "他写下<p>标签</p>", "<社区课堂>开课</社区课堂>", "3<5，5>3", "<p>开头，结尾</p>。"):
        assert read("text", text) == [("p", text)]


@given(st.text(max_size=300))
@settings(max_examples=50)
def test_no_source_makes_a_reader_fail(source: str):
    for form in BodyForm:
        assert all(block.text.strip() for block in read_body(form, source).blocks)
