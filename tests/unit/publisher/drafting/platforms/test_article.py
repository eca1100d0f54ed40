from dataclasses import replace

import pytest
from lxml import html

from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.html import sanitised
from shared.contracts.submissions import Byline
from shared.contracts.words import BlockKind, ContentType
from tests.contracts.stories import cover, story

ARTICLE, TV = PLATFORMS[ContentType.TOUTIAO_ARTICLE], PLATFORMS[ContentType.TV_ITEM]
WEIBO = PLATFORMS[ContentType.WEIBO_STATUS]
KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ITEM, BlockKind.QUOTE)
BODY = "概况\n济南启动<读书节>。\n展览\n讲座\n学习使人进步"


def test_an_article_keeps_the_reports_structure_and_shows_pictures_with_captions():
    posted = ARTICLE.compose(ARTICLE.format(story(body=BODY, kinds=KINDS)).content).html
    page = html.fromstring(f"<div>{posted}</div>")
    assert [child.tag for child in page] == ["h2", "p", "p", "p", "ul", "p", "p", "ul", "blockquote", "p"]
    assert page.xpath("//img/@src") == ["images/01.jpg", "images/02.jpg"]
    assert page.xpath("//p/text()").count("活动现场（李四 摄）") == 2
    assert "济南启动&lt;读书节&gt;。" in posted


def test_a_numbered_item_keeps_its_number_and_is_told_like_any_other():
    source = story(body="1. 打开手机\n2. 预约挂号\n点名", kinds=(BlockKind.ITEM,) * 3, pictures=0)
    posted = ARTICLE.compose(ARTICLE.format(source).content).html
    assert posted.startswith("<p>1. 打开手机</p><p>2. 预约挂号</p><ul><li>点名</li></ul>")
    assert TV.format(source).content["script"] == "1. 打开手机\n2. 预约挂号\n点名"


def test_sanitising_drops_links_frames_and_drawings_and_keeps_a_links_words():
    dirty = '<p style="x">看<a href="https://a.cn">这里</a><iframe src="x"></iframe><svg></svg></p><script>1</script>'
    assert sanitised(dirty) == "<p>看这里</p>"
    assert sanitised('<img src="images/01.jpg" alt="图" onerror="x">') == '<img src="images/01.jpg" alt="图">'


@pytest.mark.parametrize(("pictures", "covers"), [(0, 0), (1, 1), (2, 1), (3, 3), (7, 3)])
def test_there_is_one_cover_or_three_or_none(pictures: int, covers: int):
    content = ARTICLE.format(story(pictures=pictures)).content
    assert len(content["covers"]) == covers
    assert not [finding for finding in ARTICLE.check(content) if "covers" in finding.field]


def test_a_second_cover_and_the_same_twice_are_refused():
    content = ARTICLE.format(story(pictures=3)).content
    one, two, three = content["covers"]
    for covers in ([one, two], [one, two, one]):
        assert [f.rule for f in ARTICLE.check({**content, "covers": covers}) if f.field == "covers"] == [
            "toutiao.article.covers.number"
        ]
    small = {**three, "width": 640, "height": 360}
    assert [f.field for f in ARTICLE.check({**content, "covers": [one, two, small]}) if "shape" in f.rule] == [
        "covers[2]"
    ]


def test_a_picture_too_small_for_a_cover_is_none():
    source = replace(story(pictures=1), covers=(replace(cover(0), width=640, height=360),))
    assert ARTICLE.format(source).content["covers"] == []


def test_a_picture_block_without_its_picture_is_noticed():
    content = ARTICLE.format(story()).content
    found = [finding for finding in ARTICLE.check({**content, "images": []}) if finding.rule.endswith("body.picture")]
    assert [content["body"][int(finding.field[5:-1])]["kind"] for finding in found] == ["image", "image"]


def test_a_tv_item_has_a_script_with_its_seconds_and_strips():
    content = TV.format(story()).content
    assert content["seconds"] == 14, "53 characters as they are spoken, three sentences, two commas"
    assert [(strip["kind"], strip["text"], strip["title"]) for strip in content["lower_thirds"]] == [
        ("headline", "济南市启动全民终身学习活动周", ""),
        ("place", "济南市", ""),
        ("name", "张三", "通讯员"),
        ("name", "王五", "通讯员"),
    ]
    assert TV.parse({**content, "seconds": 999})["seconds"] == 14


def names_on_strips(byline: str) -> list[str]:
    content = TV.format(story(byline=Byline(text=byline))).content
    return [strip["text"] for strip in content["lower_thirds"] if strip["kind"] == "name"]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("王\u3000晓 李宁宁", ["王晓", "李宁宁"]),
        ("王  晓\u3000李  宁", ["王晓", "李宁"]),
        ("李宁宁、王 晓；张 三", ["李宁宁", "王晓", "张三"]),
        ("欧阳娜娜 王 小 明", ["欧阳娜娜", "王小明"]),
        ("John Smith 古丽·阿不都", ["John Smith", "古丽·阿不都"]),
        ("张三 等", ["张三"]),
    ],
)
def test_a_name_that_was_spaced_out_stays_one_name(byline: str, names: list[str]):
    assert names_on_strips(byline) == names


def test_names_that_get_no_strip_are_said():
    byline = "王 晓 李 宁 宁，甲一、乙二、丙三、丁四、戊五，" + "某" * 16
    assert names_on_strips(byline) == ["甲一", "乙二", "丙三", "丁四"]
    cuts = TV.format(story(byline=Byline(text=byline))).cuts
    assert [(cut.removed, cut.reason) for cut in cuts if cut.field == "lower_thirds"] == [
        ("王 晓 李 宁 宁", "署名中姓名分隔不明，未做人名条，请核对后补上"),
        ("某" * 16, "人名条宜在15个全角字以内"),
        ("戊五", "人名条最多4条"),
    ]


def test_a_strip_over_fifteen_characters_warns_and_over_twenty_blocks():
    content = TV.format(story()).content

    def levels(text: str) -> list[str]:
        strips = [{"kind": "headline", "text": text, "title": ""}]
        return [f.level for f in TV.check({**content, "lower_thirds": strips}) if f.field == "lower_thirds[0]"]

    assert [levels("学" * number) for number in (15, 16, 20, 21)] == [[], ["warn"], ["warn"], ["block"]]


def test_a_long_script_is_cut_to_a_minute_and_a_half():
    drafted = TV.format(story(body="济南市民来到图书馆读书。" * 100))
    assert 80 <= drafted.content["seconds"] <= 110
    assert any(cut.field == "script" for cut in drafted.cuts)


def test_of_several_strips_the_longest_is_counted_wherever_it_stands():
    content = TV.format(story()).content
    long, short = ({"kind": "name", "text": text, "title": ""} for text in ("字" * 18, "字" * 3))
    for strips in ([long, short], [short, long]):
        assert TV.counters({**content, "lower_thirds": strips})["lower_thirds"] == (18, 20)
    assert "lower_thirds" not in TV.counters({**content, "lower_thirds": []})


def test_a_bracket_typed_half_width_empties_nothing():
    body = "（一)活动概况。" + "济南市民来到图书馆读书。" * 60 + "\n主要做法：1）课堂；2）走访。"
    content = TV.format(story(body=body)).content
    assert 350 < len(content["script"]) <= 400
    assert 80 < len(content["summary"]) <= 100
    assert 100 < len(ARTICLE.format(story(body=body)).content["abstract"]) <= 120
    posted = WEIBO.compose(WEIBO.format(story(body=body)).content).text
    assert 120 < len(posted) <= 140


def test_a_first_sentence_beyond_the_aim_is_read_out_as_long_as_the_limit_takes_it():
    first = "济南市" + "、历下区" * 120 + "都来了。"
    assert TV.format(story(body=first + "读书节开幕。" * 9)).content["script"] == first


def test_a_script_that_stays_empty_is_said():
    drafted = TV.format(story(body="济南市" + "、历下区" * 220 + "都来了。"))
    assert drafted.content["script"] == ""
    assert [(f.rule, f.level) for f in TV.check(drafted.content) if f.field == "script"] == [
        ("tv.item.script.too-short", "warn")
    ]


def test_what_an_abstract_and_a_summary_leave_out_is_said():
    body = "济南市民来到图书馆读书。" * 20 + "\n第二段。"
    for platform, field, kept in ((ARTICLE, "abstract", 10), (TV, "summary", 8)):
        drafted = platform.format(story(body=body))
        cut = next(cut for cut in drafted.cuts if cut.field == field)
        assert cut.removed == "济南市民来到图书馆读书。" * (20 - kept)
        assert drafted.content[field] + cut.removed == body.split("\n", maxsplit=1)[0]


def test_the_headings_that_an_anchor_does_not_read_are_said():
    drafted = TV.format(story(body="一、活动概况\n济南启动读书节。"))
    assert [(cut.field, cut.removed) for cut in drafted.cuts] == [("script", "一、活动概况")]
