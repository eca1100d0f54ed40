"""What nobody sees is taken out, whatever Unicode says is ignored; what shapes an emoji or a letter stays."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from shared.text.normalising import normalise, normalise_line, says_something

IGNORABLE = [
    chr(code)
    for code in range(0x110000)
    if not 0xD800 <= code <= 0xDFFF and regex.match(r"\p{Default_Ignorable_Code_Point}", chr(code))
]
BLANK = "\u2800\ufffc\ufff9\ufffa\ufffb\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\U0001d159\U000e0041"
VALID = [
    *("❤️", "☎︎", "⭐️", "1️⃣", "👁️‍🗨️", "🏳️‍🌈", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇨🇳"),
    *("葛\U000e0100", "\u1820\u180b", "\u1828\u180e\u1820", "می\u200cخواهم"),
]


def test_unicode_has_thousands_of_characters_that_are_ignored():
    assert len(IGNORABLE) > 4000


def test_each_ignorable_character_leaves_title_and_body():
    around = "社区{0}课堂{0}86位{0}，{0}A{0}ば{0}"
    left = {one for one in (*IGNORABLE, *BLANK) if normalise(around.format(one)).text != around.format("")}
    assert left == {chr(code) for code in range(0xE0100, 0xE01F0)}, "after 汉字 such a selector is a valid sequence"
    assert all(not says_something(one * 3) for one in (*IGNORABLE, *BLANK))


def test_it_is_told_how_many_were_taken_out():
    assert normalise("社\U000e0041区\u3164课\u034f堂").says() == "不可见字符3处"
    assert normalise_line("社\u2800区\n课堂").says() == "不可见字符1处、标题换行1处"


@pytest.mark.parametrize("text", VALID)
def test_a_valid_sequence_stays(text: str):
    assert normalise(text).text == text
    assert normalise(text).changes == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("字\ufe0f", "字"),
        ("86\ufe0f位", "86位"),
        ("😀\ufe0f", "😀"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100"),
        ("济\u180b南", "济南"),
        ("\u1820\u180e", "\u1820"),
        ("🏴\U000e0075\U000e0073", "🏴"),
        ("🏴\U000e0073\U000e0065\U000e0063\U000e0072\U000e0074\U000e007f", "🏴"),
        ("⠓\u2800⠑", "⠓ ⠑"),
        ("盲文\u2800课堂", "盲文课堂"),
    ],
)
def test_outside_a_valid_sequence_it_goes(typed: str, kept: str):
    assert normalise(typed).text == kept


@given(
    st.text(
        st.sampled_from([*"字葛A1#", *"❤⭐😀🏴👩", "\u1820", "\u2813", *BLANK, *IGNORABLE[::40], "\ufe0f", "\u200d"])
    )
)
def test_what_is_left_is_left_again(text: str):
    once = normalise(text).text
    assert normalise(once) == normalise(once).__class__(once)


@pytest.mark.parametrize("text", ["", " ", "。！", "——", "❤️", "\u3164", "\u0301", "\ue000"])
def test_marks_and_fillers_say_nothing(text: str):
    assert not says_something(text)


@pytest.mark.parametrize("text", ["学", "A", "5", "“一”", "\u3164课"])
def test_a_letter_or_a_number_says_something(text: str):
    assert says_something(text)
