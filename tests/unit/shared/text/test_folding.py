"""Checks read one spelling, and point at what was written."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from shared.text.folding import folded
from shared.text.radicals import IDEOGRAPHS, RADICALS, as_characters

OTHERWISE = st.sampled_from(
    [*"１３Ａａ＠．①⑴❸㎡℃℡½㈠﹐｡", *"⼀⾼⻓㇐", "𝟏", "٣", "第\U000e0100", "❤️", "1️⃣", "漢", "ﷺ", *"一最高，：（）13a ₂⁴"]
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１３８００００００００", "13800000000"),
        ("𝟏𝟑𝟖", "138"),
        ("①③⑧", "138"),
        ("❶❸❽٣", "138 3"),
        ("1️⃣3️⃣", "13"),
        ("ａｂ＠ｃ．ｃｎ", "ab@c.cn"),
        ("第⼀最⾼⻓期", "第一最高长期"),
        ("第\U000e0100一", "第一"),
        ("第̲一", "第一"),
        ("豈\ufa30", "豈侮"),
        ("㈠", "（一）"),
        ("，：；！？（）…", "，：；！？（）…"),
        ("﹐︓", "，："),
    ],
)
def test_a_character_is_read_as_it_sounds(written: str, read: str):
    assert folded(written).text == read


@pytest.mark.parametrize(
    ("written", "read"), [("①13800000000", "1 13800000000"), ("℡0531", "TEL 0531"), ("13800000000²", "13800000000 2")]
)
def test_a_sign_beside_a_number_does_not_run_into_it(written: str, read: str):
    assert folded(written).text == read


def test_a_stretch_is_found_again_in_what_was_written():
    text = "①电话１３８００００００００，第\U000e0100⼀㎡。"
    copy = folded(text)
    for read, written in (
        ("13800000000", "１３８００００００００"),
        ("第一", "第\U000e0100⼀"),
        ("m", "㎡"),
        ("2", "㎡"),
    ):
        at = copy.text.index(read, 1)
        start, end = copy.as_written(at, at + len(read))
        assert text[start:end] == written


def test_a_clean_text_is_its_own_copy():
    assert folded("济南市民“学”手机，12.5%。").starts is None


@given(st.lists(OTHERWISE).map("".join))
def test_every_place_of_the_copy_lies_in_the_text_and_in_order(text: str):
    copy = folded(text)
    places = [copy.as_written(at, at + 1) for at in range(len(copy.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert folded(copy.text).text == copy.text
    for at in range(len(copy.text) + 1):
        start, end = copy.as_written(at, at)
        assert 0 <= start == end <= len(text)


@given(st.characters(exclude_categories=["Cs"]))
def test_a_copy_is_what_nfkc_would_read_but_for_chinese_marks(character: str):
    plain = unicodedata.normalize("NFKC", character)
    if regex.fullmatch(r"[\p{L}\p{Nd}]+", plain) and character not in IDEOGRAPHS:
        assert folded(character).text == "".join(str(unicodedata.digit(one, one)) for one in plain)


def test_every_radical_that_looks_like_a_character_has_it():
    without = [
        chr(code) for code in range(0x2E80, 0x2FE0) if unicodedata.name(chr(code), "") and chr(code) not in IDEOGRAPHS
    ]
    assert without == ["⺀"]
    assert all(regex.fullmatch(r"\p{Unified_Ideograph}", meant) for meant in IDEOGRAPHS.values())
    assert all(RADICALS.fullmatch(radical) for radical in IDEOGRAPHS)


def test_radicals_become_what_they_stand_for():
    assert as_characters("社区⽼⼈⻓⼾㇐⺀") == "社区老人长户一⺀"
