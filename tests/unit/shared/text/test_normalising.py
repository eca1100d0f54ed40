import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.normalising import normalise, normalise_line

MESS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "济南，。“”《》①５ ａ\r\n\u3000\u00a0\u200b\u200c\u200d\u202e\u2066\ufeff\u2028\t👨👩👧❤\ufe0f🏽"
        ),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("raw", "meant", "says"),
    [
        ("一\r\n二\r三", "一\n二\n三", "换行符2处"),
        ("\u3000\u3000各市教育局", "各市教育局", "全角空格缩进1处"),
        ("终身学习\u3000向未来", "终身学习 向未来", "全角空格1处"),
        ("济南\u00a0烟台", "济南 烟台", "不换行空格1处"),
        ("学\u200b习\ufeff", "学习", "零宽字符2处"),
        ("报告\u202exslx.exe", "报告xslx.exe", "方向控制符1处"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café", "组合字符1处"),
        ("坏\ud83d字", "坏\ufffd字", "不成对的代理字符1处"),
        ("空\x00值", "空值", "控制字符1处"),
    ],
)
def test_what_a_word_processor_left_behind_is_removed_and_named(raw: str, meant: str, says: str):
    tidy = normalise(raw)
    assert (tidy.text, tidy.says()) == (meant, says)


@pytest.mark.parametrize("text", ["（一）①，５％；Ａ", "济南 2022 年", "👨‍👩‍👧‍👦", "❤️‍🔥", "👩🏽‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم"])
def test_what_is_meant_stays(text: str):
    assert normalise(text) == normalise(text).__class__(text)


def test_a_joiner_between_letters_is_no_emoji():
    assert normalise("学\u200d习 👨\u200d 👩").text == "学习 👨 👩"


def test_a_title_becomes_one_line():
    tidy = normalise_line(" 学习贯彻二十大\r\n终身学习向未来 ")
    assert tidy.text == "学习贯彻二十大 终身学习向未来"
    assert "标题换行1处" in tidy.says()


@given(MESS)
def test_normalising_twice_changes_nothing_more(text: str):
    once = normalise(text)
    assert normalise(once.text).text == once.text
    assert normalise(once.text).changes == ()
    line = normalise_line(text).text
    assert normalise_line(line).text == line
    assert "\n" not in line
    once.text.encode()
