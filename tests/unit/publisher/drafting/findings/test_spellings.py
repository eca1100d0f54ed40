"""However a character was written, the rules read it, and point at it as it was written."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.publisher.drafting.findings import Context, Lexicon, examine
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.source import Source
from services.publisher.stories.finding import Finding, Level
from shared.campaign.model import WordLists
from shared.contracts.words import ContentType
from shared.text.folding import folded
from shared.text.radicals import IDEOGRAPHS
from tests.contracts.stories import story
from tests.unit.publisher.drafting.findings.test_examine import CONTEXT, MICRO, noticed

CASES = Path(__file__).parents[4] / "unit/shared/text/cases"
WEIBO, DOUYIN, TV = ContentType.WEIBO_STATUS, ContentType.DOUYIN_IMAGE_TEXT, ContentType.TV_ITEM
RADICALS = {meant: radical for radical, meant in IDEOGRAPHS.items()}
SPELLINGS = {
    **{character: RADICALS[character] + character for character in "第一高" if character in RADICALS},
    **{str(digit): f"{digit}{chr(0xFF10 + digit)}{chr(0x1D7CE + digit)}" for digit in range(10)},
    **{letter: letter + chr(ord(letter) + 0xFEE0) for letter in "abcn@."},
}


def case(name: str) -> Source:
    report = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return story(title=report["title"], body=report["body_text"])


def found(source: Source, on: ContentType, **changed: Any) -> list[tuple[Finding, str]]:
    """Each finding, and what of the draft it points at."""
    platform = PLATFORMS[on]
    content = platform.parse({**platform.format(source).content, **changed})
    findings = examine(platform, content, source, CONTEXT)
    return [(one, str(content.get(one.field, ""))[one.start : one.end]) for one in findings]


def spelled(text: str) -> st.SearchStrategy[str]:
    return st.tuples(*(st.sampled_from(SPELLINGS.get(character, character)) for character in text)).map("".join)


def test_a_text_out_of_a_pdf_is_read_and_its_radicals_are_offered_for_replacement():
    told = found(case("kangxi-radicals"), WEIBO)
    superlatives = [place for one, place in told if one.rule == "term.superlative"]
    assert superlatives == ["第⼀"]
    radicals = {one.field: (one, place) for one, place in told if one.rule == "characters.radical"}
    assert "⽼→老、⼈→人、⼿→手" in radicals["title"][0].message
    assert radicals["title"][1] == "⽼"
    assert "⾼→高" in radicals["text"][0].message


def test_a_number_in_full_width_digits_is_a_number():
    ((finding, place),) = [
        one
        for one in found(case("fullwidth-phone-in-text"), MICRO, text="电话１３８００００００００。")
        if one[0].rule == "contact-details"
    ]
    assert (finding.level, place) == (Level.BLOCK, "１３８００００００００")


@given(spelled("电话13805312222。"))
def test_a_number_is_found_in_every_spelling(text: str):
    places = [place for one, place in found(story(), WEIBO, text=text) if one.rule == "contact-details"]
    assert places == [text[2:-1]]


@given(spelled("邮箱abc@abc.cn。"))
def test_an_address_is_found_in_every_spelling(text: str):
    places = [place for one, place in found(story(), WEIBO, text=text) if one.rule == "contact-details"]
    assert places == [text[2:-1]]


@given(spelled("人数第一。"))
def test_a_word_is_found_in_every_spelling(text: str):
    places = [place for one, place in found(story(), WEIBO, text=text) if one.rule == "term.superlative"]
    assert places == [text[2:-1]]


@pytest.mark.parametrize(
    "text", ["①13805312222", "℡13805312222", "13805312222②", "138–0531–2222", "138‑0531‑2222", "⑴0531－81916530"]
)
def test_a_sign_or_another_dash_hides_no_number(text: str):
    assert "contact-details" in noticed(text)


def test_a_phrase_of_other_characters_is_not_the_phrase():
    finding = noticed("学习贯彻党的⼆十⼤精神。")["phrase.near-miss"]
    assert (finding.level, finding.start, finding.end) == (Level.BLOCK, 0, 11)
    assert "“学习贯彻党的⼆十⼤精神”疑为提法“学习贯彻党的二十大精神”之误" in finding.message


def test_a_campaign_may_spell_its_words_as_it_likes():
    context = Context(Lexicon(WordLists(sensitive_terms=("ＡＢ",), superlatives=("最⾼",))), CONTEXT.today)
    platform, source = PLATFORMS[WEIBO], story()
    content = platform.parse({**platform.format(source).content, "text": "AB最高。"})
    rules = {(one.rule, one.start, one.end) for one in examine(platform, content, source, context)}
    assert {("term.sensitive", 0, 2), ("term.superlative", 2, 4)} <= rules


def test_full_width_marks_are_chinese_marks_and_no_fault():
    told = noticed("（一）①上午，市民来了；㈡下午：老人说“好！”……")
    assert not {"punctuation.mixed", "marks.unpaired"} & told.keys()


def test_every_hash_that_the_product_did_not_write_is_told():
    source = case("hash-building-number")
    for on, level in ((WEIBO, Level.BLOCK), (DOUYIN, Level.BLOCK), (MICRO, Level.BLOCK), (TV, Level.WARN)):
        marks = [
            (one.field, place) for one, place in found(source, on) if one.rule == "marks.hash" and one.level is level
        ]
        assert len(marks) >= 3, on
    told = found(source, WEIBO)
    assert [(one.field, place) for one, place in told if one.rule == "marks.hash"] == [
        ("title", "#"),
        ("text", "#"),
        ("text", "#"),
    ]


@pytest.mark.parametrize("mark", ["#", "＃", "﹟", "#️⃣"])
def test_a_hash_is_a_hash_in_every_form_and_also_in_pairs(mark: str):
    assert noticed(f"参加{mark}读书节{mark}活动。")["marks.hash"].level is Level.BLOCK


def test_a_hash_in_a_caption_is_told_and_one_round_a_topic_is_the_platforms():
    content = PLATFORMS[DOUYIN].format(story()).content
    images = [{**content["images"][0], "caption": "2#教学楼"}]
    assert noticed(on=DOUYIN, images=images)["marks.hash"].field == "images[0].caption"
    assert "marks.hash" not in noticed(topics=["#书香齐鲁#"])


@given(st.text(st.sampled_from([*"第⼀一１①㎡℡#＃，（）AＡ@＠.．-老头", "\U000e0100"]), max_size=30))
def test_every_place_lies_in_the_text_whatever_its_spelling(text: str):
    for one, _ in found(story(), MICRO, text=f"学{text}"):
        if one.field == "text":
            assert 0 <= one.start <= one.end <= len(text) + 1


def test_the_article_again_in_other_digits_is_still_the_article():
    source = story(body="济南12月5日启动读书节。市民来到图书馆。")
    written = "济南１２月５日启动读书节。市民来到图书馆。"
    assert folded(written).text == "济南12月5日启动读书节。市民来到图书馆。"
    assert noticed(written, source=source)["same-as-article"].level is Level.BLOCK
