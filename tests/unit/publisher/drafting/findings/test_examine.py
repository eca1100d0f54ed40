from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.ingest.domain.deadline import due
from services.publisher.drafting.findings import Context, Lexicon, examine
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.source import Source
from services.publisher.stories.finding import Finding, Level
from shared.campaign.model import WordLists
from shared.clock import SHANGHAI
from shared.contracts.submissions import Tidied
from shared.contracts.words import AiUse, BlockKind, ContentType, Kind
from tests.contracts.stories import NOTICE, THEME, story
from tests.sites import CAMPAIGN

WORDS = WordLists(
    fixed_phrases=(
        THEME,
        "社会主义核心价值观",
        "办好人民满意的教育",
        "学习宣传贯彻党的二十大精神",
        "学习贯彻党的二十大精神",
    ),
    wrong_terms={"终生学习": "终身学习", "能者为师特色": "“能者为师”特色", "活动周": "学习活动周"},
    sensitive_terms=("老头",),
    superlatives=("国家级", "第一", "最好", "全国领先"),
    leaders=("甲一", "乙二", "丙三"),
)
CONTEXT = Context(Lexicon(WORDS), date(2022, 12, 6), {Kind.HIGHLIGHT: 2})
NOON_OF_TODAY = datetime(2022, 12, 6, 12, tzinfo=SHANGHAI)
MICRO, ARTICLE, DOUYIN = ContentType.TOUTIAO_MICRO, ContentType.TOUTIAO_ARTICLE, ContentType.DOUYIN_IMAGE_TEXT


def noticed(
    text: str = "", *, on: ContentType = MICRO, source: Source | None = None, **changed: Any
) -> dict[str, Finding]:
    """The findings on a story told in an editor's words, by rule; what the story itself brings is left out."""
    platform = PLATFORMS[on]
    source = source or story(title="济南读书节开幕", body="第一段原文。第二段原文。", topics=("书香齐鲁",))
    content = {**platform.format(source).content, **({"text": text} if text else {}), **changed}
    return {finding.rule: finding for finding in examine(platform, platform.parse(content), source, CONTEXT)}


def test_a_clean_draft_has_no_findings():
    assert noticed("市民来到图书馆，听老师讲《论语》，学用“智慧”手机。") == {}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("要学习贯彻二十大，终生学习向未来。", "学习贯彻二十大，终生学习向未来"),
        ("要学习贯彻二十大,终身学习向未来。", "学习贯彻二十大,终身学习向未来"),
        ("要学习贯彻二十大终身学习向未来。", "学习贯彻二十大终身学习向未来"),
        ("要学习贯彻二十大，终身学习向着未来。", "学习贯彻二十大，终身学习向着未来"),
        ("要学习贯彻二十大，，终生学习向未来。", "学习贯彻二十大，，终生学习向未来"),
        ("努力办好人民满意教育。", "办好人民满意教育"),
        ("弘扬社会主义核新价值观。", "社会主义核新价值观"),
        ("学习宣传贯彻党的廿大精神。", None),
    ],
)
def test_a_fixed_phrase_that_is_almost_there_blocks(text: str, written: str | None):
    found = noticed(text).get("phrase.near-miss")
    if written is None:
        assert found is None
        return
    assert found
    assert (found.level, text[found.start : found.end]) == (Level.BLOCK, written)
    assert "提法" in found.message


@pytest.mark.parametrize(
    "text",
    [
        f"主题为“{THEME}”。",
        "学习宣传贯彻党的二十大精神。",
        "学习贯彻党的二十大精神。",
        "办好人民满意的教育。",
        "终身学习是生活方式。",
        "价值观教育。",
    ],
)
def test_a_whole_phrase_and_an_absent_one_are_both_right(text: str):
    assert "phrase.near-miss" not in noticed(text)


def test_a_phrase_that_ends_otherwise_may_be_another_phrase():
    assert noticed("社会主义核心价值体系。")["phrase.near-miss"].level is Level.WARN


def test_leaders_keep_their_order():
    assert noticed("乙二、甲一出席。")["leaders.order"].level is Level.BLOCK
    assert "甲一、乙二" in noticed("乙二、甲一出席。")["leaders.order"].message
    assert noticed("甲一、乙二出席。")["leaders.incomplete"].level is Level.WARN
    assert not noticed("甲一、乙二、丙三出席。").keys() & {"leaders.order", "leaders.incomplete"}
    assert "leaders.order" not in noticed("乙二出席。甲一讲话。")


def test_a_leaders_name_is_no_topic():
    assert noticed(topics=["学习甲一讲话"])["leaders.topic"].field == "topics[0]"


def test_wrong_terms_name_the_right_one():
    found = noticed("提倡终生学习。")["term.wrong"]
    assert (found.level, found.start, found.end) == (Level.BLOCK, 2, 6)
    assert "应为“终身学习”" in found.message
    assert "term.wrong" not in noticed("举办学习活动周。"), "the wrong term stands inside the right one"
    assert "term.wrong" in noticed("举办活动周。")


def test_sensitive_terms_and_superlatives_only_warn():
    assert noticed("几位老头来上课。")["term.sensitive"].level is Level.WARN
    assert noticed("服务全国领先。")["term.superlative"].level is Level.WARN
    assert noticed("人数第一。")["term.superlative"].level is Level.WARN


@pytest.mark.parametrize("text", ["国家级示范区。", "驻村第一书记讲课。", "第一届读书节。", "第一时间报道。"])
def test_news_words_are_no_superlatives(text: str):
    assert "term.superlative" not in noticed(text)


@pytest.mark.parametrize(
    "text",
    [
        "电话13805312222。",
        "电话 138 0531 2222。",
        "电话+86-138-0531-2222。",
        "电话0531-81916530。",
        "电话（0531）81916530。",
        "电话400-618-1234。",
        "邮箱mjc@shandong.example.cn。",
        "微信号：jinan_edu2022",
        "加微信jinan2022报名",
    ],
)
def test_contact_details_block_on_toutiao_and_douyin_and_warn_elsewhere(text: str):
    assert noticed(text)["contact-details"].level is Level.BLOCK
    assert noticed(text, on=DOUYIN)["contact-details"].level is Level.BLOCK
    assert noticed(text, on=ContentType.WEIBO_STATUS)["contact-details"].level is Level.WARN


@pytest.mark.parametrize(
    "text",
    ["鲁教民函〔2022〕23号。", "惠及1380531222万人。", "2022-12-26举行。", "微信公众号直播。", "共13805312222123元。"],
)
def test_other_numbers_are_no_contact_details(text: str):
    assert "contact-details" not in noticed(text)


def test_an_identity_number_is_known_by_its_check_digit():
    found = noticed("身份证11010519491231002X。", on=ContentType.WEIBO_STATUS)["identity-number"]
    assert (found.level, found.start, found.end) == (Level.BLOCK, 3, 21)
    assert "11010519491231002X" not in found.message
    assert "identity-number" not in noticed("编号110105194912310021。")


@pytest.mark.parametrize(("text", "at"), [("读《论语。", 1), ("读论语》。", 3), ("他说“好。", 2), ("（一）好）。", 4)])
def test_unpaired_marks_are_pointed_at(text: str, at: int):
    assert noticed(text)["marks.unpaired"].start == at


@pytest.mark.parametrize("character", ["\ue000", "\U000e1234", "\ufffd", "\U0010ffff"])
def test_characters_that_no_platform_shows_block(character: str):
    found = noticed(f"王{character}老师。")["characters.unsupported"]
    assert (found.level, found.start) == (Level.BLOCK, 1)
    assert f"U+{ord(character):04X}" in found.message


def test_rare_characters_and_new_emoji_are_supported():
    assert "characters.unsupported" not in noticed("𠮷㐂𰻝👨‍👩‍👧‍👦🫨好。")


def test_half_width_marks_in_chinese_are_counted_once_a_draft():
    found = noticed("济南,青岛,烟台。")["punctuation.mixed"]
    assert (found.level, found.start) == (Level.WARN, 2)
    assert "2处" in found.message
    assert "punctuation.mixed" not in noticed("增长12.5%，共1,000人，见https://a.cn/b?c=d。")


def test_a_picture_without_consent_blocks():
    content = PLATFORMS[DOUYIN].format(story()).content
    images = [content["images"][0], {**content["images"][1], "consent": "missing"}]
    found = noticed(on=DOUYIN, images=images)["consent.missing"]
    assert (found.level, found.field) == (Level.BLOCK, "images[1]")


def test_ai_use_is_declared_as_far_as_the_unit_says():
    source = story(ai_use=AiUse.GENERATED)
    assert "ai-use.undeclared" not in noticed(source=source)
    assert noticed(source=source, declarations={"ai_use": "assisted"})["ai-use.undeclared"].level is Level.BLOCK
    assert "ai-use.undeclared" not in noticed(declarations={"ai_use": "assisted"})


def test_news_is_not_declared_original_on_toutiao_but_a_case_may_be():
    declared = {"declarations": {"original": True}, "on": ARTICLE}
    assert noticed(**declared)["declared-original"].level is Level.BLOCK
    assert "declared-original" not in noticed(**declared, source=replace(story(), kind=Kind.CASE))


def test_a_highlight_is_old_when_ingest_says_that_it_was_due():
    for day in (date(2022, 11, 28) + timedelta(days=days) for days in range(14)):
        due_at = due(Kind.HIGHLIGHT, day, CAMPAIGN)
        assert due_at is not None
        assert ("freshness" in noticed(source=replace(story(), event_date=day))) == (due_at < NOON_OF_TODAY), day


def test_a_highlight_grows_old_and_a_case_does_not():
    old = replace(story(), event_date=date(2022, 12, 3))
    assert noticed(source=old)["freshness"].level is Level.WARN
    assert "freshness" not in noticed(source=replace(old, event_date=date(2022, 12, 4)))
    assert "freshness" not in noticed(source=replace(old, kind=Kind.CASE))
    assert "freshness" not in noticed(source=replace(old, event_date=None))
    assert "freshness" not in noticed(source=replace(old, event_date=date.max)), "kept from before days were bounded"


def test_the_whole_article_again_is_no_short_post():
    source = story(body="济南启动读书节。市民来到图书馆。")
    assert "same-as-article" not in noticed(source=source), "the formatter itself leaves something out"
    assert noticed("济南启动读书节。市民来到图书馆。", source=source)["same-as-article"].level is Level.BLOCK
    assert "same-as-article" not in noticed(
        "济南启动读书节。市民来到图书馆。", source=source, on=ContentType.WEIBO_STATUS
    )
    assert "same-as-article" not in noticed(source=story(body="济南启动读书节。"))


def test_what_was_left_out_and_tidied_is_said():
    source = story(body="\u3000\u3000济南启动读书节。\u200b" + "市民来到图书馆。" * 200)
    found = noticed(source=source, on=DOUYIN)
    assert found["text.shortened"].level is Level.NOTE
    assert "零宽字符1处" in found["text.tidied"].message
    assert "text.shortened" not in noticed("编辑另写一段。", source=source, on=DOUYIN)


def test_what_was_tidied_on_the_way_in_is_said_as_well():
    source = replace(story(body="济南启动\u200b读书节。"), tidied=(Tidied(what="零宽字符", times=2),))
    assert "零宽字符3处" in noticed(source=source)["text.tidied"].message


def test_blocks_come_first_and_the_order_is_always_the_same():
    platform = PLATFORMS[ARTICLE]
    source = story(body=(NOTICE * 10)[:20_000], kinds=(BlockKind.HEADING,))
    content = platform.format(source).content
    found = examine(platform, content, source, CONTEXT)
    assert found == examine(platform, content, source, CONTEXT)
    severity = [[Level.BLOCK, Level.WARN, Level.NOTE].index(finding.level) for finding in found]
    assert severity == sorted(severity)
    assert all(finding.source and finding.message for finding in found)


def test_every_place_lies_within_its_field():
    source = story(body=NOTICE + "电话13805312222，他说“好。最好，，")
    for platform in PLATFORMS.values():
        content = platform.format(source).content
        for finding in examine(platform, content, source, CONTEXT):
            text = content.get(finding.field)
            if isinstance(text, str):
                assert 0 <= finding.start <= finding.end <= len(text)
