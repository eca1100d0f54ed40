"""Numbers stay as they were typed, in every form of a body."""

import re
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.documents import BodyForm, read_body


def read(form: BodyForm, source: str) -> str:
    return "\n".join(block.text for block in read_body(form, source).blocks)


@pytest.mark.parametrize(
    "typed",
    [
        "12*3*4元",
        "长5*6米，宽3*4米",
        "2**3**4",
        "（3+4）*5*（6）",
        "3米*4米*5米",
        "(3)_4_(5)",
        "_20_人",
        "2022. 5. 7. 开幕",
        "2022.",
        ">5人",
        "<5人>3人",
        "[1]: 张三讲话",
        "见注[3]\n[3]: http://example.org",
        "鲁教字[2022](5)号",
        "比例[甲](3.5)",
        "1#楼和2#楼",
        "86人\n12. 人",
        "2022年12月5日—7日，1,000.50元，17:30，5‰，-3℃，+5%",
        "1. 甲\n1. 乙",
        "007. 甲",
        "3) 丙\n9) 丁",
        "| 市 | 86 |\n|---|---|",
    ],
)
def test_as_typed_in_markdown(typed: str):
    assert read(BodyForm.MARKDOWN, typed) == typed


def test_a_line_that_opens_a_fence_is_not_lost():
    assert read(BodyForm.MARKDOWN, "~~~12月5日~~~\n开课") == "12月5日~~~\n开课"


def test_emphasis_leaves_its_marks_out_and_its_numbers_in():
    assert read(BodyForm.MARKDOWN, "共**86**人，**12月6日**上午，*第3期*开课，__2022__ 年") == (
        "共86人，12月6日上午，第3期开课，2022 年"
    )


@given(st.lists(st.integers(0, 999_999_999), min_size=2, max_size=6), st.sampled_from([".", ")"]))
@example([2022, 5, 7], ".")
@settings(max_examples=100)
def test_list_numbers_are_those_typed(numbers: list[int], mark: str):
    lines = [f"{number}{mark} 项目" for number in numbers]
    assert read(BodyForm.MARKDOWN, "\n".join(lines)).split("\n") == lines


PARTS = st.one_of(
    st.integers(0, 99_999).map(str),
    st.sampled_from("*×/-+.,:：，。、（）()%元人米万亿第年月日_~^=<>[]#|&;！" + "\u00b2\u2074\uff15"),
    st.sampled_from([" ", "**", "共", "×10", "m²", "\n", "\n\n", ". "]),
)


@given(st.lists(PARTS, min_size=1, max_size=12).map("".join))
@example("5*6米，3*4米")
@example("1*2**3*4")
@settings(max_examples=300)
def test_no_number_is_joined_changed_or_lost(typed: str):
    numbers = re.findall(r"\d+", typed)
    assert re.findall(r"\d+", read(BodyForm.TEXT, typed)) == numbers
    assert re.findall(r"\d+", read(BodyForm.MARKDOWN, typed)) == numbers
    assert re.findall(r"\d+", read(BodyForm.HTML, f"<p>{escape(typed)}</p>")) == numbers


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "</b>",
        "<td>",
        "<li>",
        "<ul>",
        "</ul>",
        "<div>",
        "</div>",
        "<ins>",
        "</ins>",
        "<hr>",
    ]
)


@given(st.lists(st.one_of(st.integers(0, 999).map(lambda number: f"第{number}场"), TAGS), max_size=14).map("".join))
@settings(max_examples=200)
def test_elements_around_numbers_change_none_of_them(source: str):
    assert re.findall(r"第\d+场", read(BodyForm.HTML, source)) == re.findall(r"第\d+场", source)
