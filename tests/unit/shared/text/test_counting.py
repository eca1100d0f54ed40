import pytest

from shared.text.counting import full_width, graphemes, utf16_units, weibo_units

FAMILY, RARE, FLAG = "👨‍👩‍👧‍👦", "𠮷", "🇨🇳"


@pytest.mark.parametrize(
    ("text", "code_points", "units", "clusters"),
    [
        (FAMILY, 7, 11, 1),
        (RARE, 1, 2, 1),
        (FLAG, 2, 4, 1),
        ("全民终身学习活动周启动仪式在烟台市", 17, 17, 17),
        ("e\N{COMBINING ACUTE ACCENT}", 2, 2, 1),
        ("", 0, 0, 0),
    ],
)
def test_a_text_has_three_lengths(text: str, code_points: int, units: int, clusters: int):
    assert (len(text), utf16_units(text), len(graphemes(text))) == (code_points, units, clusters)


def test_a_lone_surrogate_is_counted_rather_than_refused():
    assert utf16_units("\ud83d") == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("济南", 2),
        ("ab", 1),
        ("abc", 2),
        ("\u0080", 1),
        ("\u0081", 1),
        ("\u0080\u0080", 1),
        ("\u0081\u0081", 2),
        (RARE, 2),
        (FAMILY, 11),
        ("https://www.sdlll.example.org/a/very/long/address?with=a&query=string", 10),
        ("http://t.cn/a", 10),
        ("见https://a.cn/b。", 12),
        ("http://a.cn/1 http://a.cn/2", 21),
        ("", 0),
    ],
)
def test_weibo_counts_in_half_units_and_addresses_as_their_short_form(text: str, count: int):
    assert weibo_units(text) == count


@pytest.mark.parametrize(("text", "width"), [("济南市", 3), ("AI课堂", 3), ("AI+课堂", 4), ("5G", 1)])
def test_a_caption_strip_is_measured_in_full_width_characters(text: str, width: int):
    assert full_width(text) == width
