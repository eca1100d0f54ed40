from pathlib import Path

import pytest

from shared.text.borders import Border, clauses, sentences
from shared.text.counting import utf16_units
from shared.text.cutting import TITLE, shorten

NOTICE = Path(__file__).with_name("notice.txt")


def within(limit: int):
    return lambda text: utf16_units(text) <= limit


def test_what_fits_is_left_alone():
    whole = shorten("各市教育局：请报送。", within(10))
    assert (whole.kept, whole.removed, whole.cut) == ("各市教育局：请报送。", "", False)


def test_a_text_is_cut_after_the_last_sentence_that_fits():
    cut = shorten("济南先行。烟台跟上。青岛也来。", within(12))
    assert (cut.kept, cut.removed, cut.border) == ("济南先行。烟台跟上。", "青岛也来。", Border.SENTENCE)


def test_without_a_sentence_that_fits_it_is_cut_before_a_comma():
    cut = shorten("济南先行，烟台跟上，青岛也来。", within(11))
    assert (cut.kept, cut.removed, cut.border) == ("济南先行，烟台跟上", "，青岛也来。", Border.CLAUSE)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("动员居民、学生、教师、职工参加活动", 8),
        ("《读书。写字。画画》开课", 6),
        ("他说“好。就这样。走”", 5),
        ("#学习，贯彻#开始", 5),
        ("共有1,000，000人参加", 5),
        ("地址https://a.cn/b,c,d/e很长", 14),
        ("（一，二，三，四）", 5),
    ],
)
def test_what_must_stay_whole_offers_no_border(text: str, limit: int):
    assert shorten(text, within(limit)).kept == ""
    assert shorten(text, within(limit)).removed == text


def test_a_fixed_phrase_with_a_comma_is_not_cut():
    theme = "学习贯彻二十大，终身学习向未来"
    assert shorten(f"主题为{theme}。", within(12)).kept == "主题为学习贯彻二十大"
    assert shorten(f"主题为{theme}。", within(12), whole=[theme]).kept == ""


def test_a_quotation_closes_with_its_sentence():
    assert sentences("她说：“好。”大家笑了！\n第二段") == ["她说：“好。”", "大家笑了！", "\n第二段"]


def test_an_unpaired_mark_protects_nothing():
    assert shorten("他说“好。就这样。", within(6)).kept == "他说“好。"


@pytest.mark.parametrize("opening", ["（一)", "(一）", "（一", "（1、", "〔一]"])
def test_half_a_pair_typed_otherwise_protects_no_paragraph(opening: str):
    text = f"{opening}活动概况。济南先行。\n主要做法：1）课堂；2）走访。"
    assert shorten(text, within(text.index("\n") - 1)).kept == f"{opening}活动概况。"


def test_a_pair_of_two_widths_is_a_pair():
    assert shorten("读书节(一，二，三，四）", within(8)).kept == ""


def test_the_number_of_a_list_closes_no_bracket():
    text = "（活动概况。1）济南先行。2）烟台跟上。"
    assert shorten(text, within(16)).kept == "（活动概况。1）济南先行。"


def test_a_quotation_of_several_paragraphs_may_end_with_each():
    text = "“济南先行。\n烟台跟上。青岛也来。”\n完。"
    assert shorten(text, within(10)).kept == "“济南先行。"
    assert shorten(text, within(17)).kept == "“济南先行。"
    assert shorten(text, within(18)).kept == "“济南先行。\n烟台跟上。青岛也来。”"


def test_a_mark_with_a_combining_sign_is_no_border():
    assert shorten("好。\N{COMBINING ACUTE ACCENT}的。完了。", within(4)).kept == ""


def test_a_list_belongs_to_one_clause():
    assert clauses("一是读书、写字，二是1,000人；完。") == ["一是读书、写字，", "二是1,000人；", "完。"]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("学习贯彻二十大，终身学习向未来——济南市启动活动周", "学习贯彻二十大，终身学习向未来"),
        ("济南市历下区老年大学“智慧助老”活动惠及3.5万名老年人", "济南市历下区老年大学“智慧助老”活动"),
        ("中国共产党第二十次全国代表大会精神宣讲活动在烟台举行", "中国共产党第二十次全国代表大会精神宣讲"),
    ],
)
def test_a_title_is_cut_at_its_marks_or_between_words(title: str, kept: str):
    cut = shorten(title, within(20), at=TITLE, at_least=4)
    assert cut.kept == kept
    assert cut.kept + cut.removed == title


def test_a_beginning_too_short_to_say_anything_is_passed_over():
    assert shorten("济南：智慧助老进社区银龄课堂受欢迎", within(12), at=TITLE).kept == "济南"
    assert (
        shorten("济南：智慧助老进社区银龄课堂受欢迎", within(12), at=TITLE, at_least=4).kept
        == "济南：智慧助老进社区银龄"
    )


def test_every_sentence_of_the_notice_is_found():
    text = NOTICE.read_text(encoding="utf-8")
    found = sentences(text)
    assert "".join(found) == text
    assert not [
        piece for piece in found if piece.count("“") != piece.count("”") or piece.count("《") != piece.count("》")
    ]


def test_what_is_kept_does_not_end_in_a_space():
    assert shorten("济南读书节 ——终身学习向未来", within(8), at=TITLE).kept == "济南读书节"


def test_a_list_that_goes_on_in_the_next_line_is_not_cut_at_its_end():
    assert shorten("好。济南、\n烟台、青岛。", within(6)).kept == "好。"
    assert shorten("好。济南、 \n烟台、青岛。", within(7)).kept == "好。"


@pytest.mark.parametrize(
    ("title", "counted"),
    [
        ("全省终身学习活动周参加单位共计16市活动启动", "16市"),
        ("能工巧匠在技能大赛中打磨出0.01毫米精度零件", "0.01毫米"),
        ("老年大学学习成果认定3学分转换工作正式启动", "3学分"),
        ("志愿者冒着零下5度严寒走进社区送课上门", "零下5度"),
        ("学习型城区占地300平方公里惠及居民", "300平方公里"),
        ("社区教育参与率提高3个百分点创新高", "3个百分点"),
        ("学习中心将于 2022 年 12 月 26 日 正式开课", "2022 年 12 月 26 日"),
        ("培训班覆盖十六镇居民广受欢迎", "十六镇"),
        ("读书月5月1日—5月7日举办百场讲座", "5月1日—5月7日"),
        ("社区课堂老年学员增长10%—20%成绩喜人", "10%—20%"),
        ("学习列车以60公里/小时的速度开进乡村", "60公里/小时"),
        ("智慧助老课程惠及四十余所老年大学学员", "四十余所"),
        ("环保课堂讲解PM2.5浓度监测知识进校园", "PM2.5"),
    ],
)
def test_a_number_keeps_its_unit_at_every_length(title: str, counted: str):
    start, end = title.index(counted), title.index(counted) + len(counted)
    lengths = {len(shorten(title, within(limit), at=TITLE).kept) for limit in range(1, len(title))}
    assert not lengths & set(range(start + 1, end))
    assert max(lengths) >= end, "behind it one may cut"
