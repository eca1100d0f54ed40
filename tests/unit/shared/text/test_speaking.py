import pytest

from shared.text.speaking import read_seconds, spoken, spoken_length, whole_seconds


@pytest.mark.parametrize(
    ("written", "read", "length"),
    [
        ("12.5%", "百分之十二点五", 7),
        ("2026年", "二零二六年", 5),
        ("2022年12月26日", "二零二二年十二月二十六日", 12),
        ("1949—2022年", "一九四九至二零二二年", 10),
        ("1—2个", "一至二个", 4),
        ("1,000人", "一千人", 3),
        ("1005", "一千零五", 4),
        ("10200", "一万零二百", 5),
        ("10000000", "一千万", 3),
        ("100000005", "一亿零五", 4),
        ("10010000", "一千零一万", 5),
        ("110", "一百一十", 4),
        ("15岁", "十五岁", 3),
        ("0.5‰", "千分之零点五", 6),
        ("9:05", "九点零五分", 5),
        ("17:30", "十七点三十分", 6),
        ("10:00", "十点整", 3),
        ("5G", "五G", 2),
        ("３８℃", "三十八摄氏度", 6),
        ("学习、贯彻，《二十大》。", "学习、贯彻，《二十大》。", 7),
        ("👍好", "👍好", 1),
    ],
)
def test_numbers_are_counted_as_an_anchor_reads_them(written: str, read: str, length: int):
    assert (spoken(written), spoken_length(written)) == (read, length)


def test_a_minute_holds_270_characters():
    assert read_seconds("学" * 270) == pytest.approx(60)
    assert read_seconds("学" * 240, characters_a_minute=240) == pytest.approx(60)


def test_pauses_take_time_and_marks_that_stand_together_are_one():
    assert read_seconds("，") == pytest.approx(0.2)
    assert read_seconds("。") == pytest.approx(0.4)
    assert read_seconds("！！”") == pytest.approx(0.4)


def test_a_slot_is_never_planned_too_short():
    assert whole_seconds("学" * 271) == 61
    assert whole_seconds("") == 0
