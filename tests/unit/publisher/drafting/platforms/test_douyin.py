from dataclasses import replace

from services.publisher.drafting.platforms import PLATFORMS
from shared.contracts.words import ContentType
from tests.contracts.stories import picture, story

DOUYIN = PLATFORMS[ContentType.DOUYIN_IMAGE_TEXT]


def test_without_a_picture_there_is_no_image_text():
    assert "至少要1张" in (DOUYIN.suits(story(pictures=0)) or "")
    assert DOUYIN.suits(story(pictures=1)) is None


def test_a_picture_of_an_impossible_shape_is_left_out_and_said():
    wide = picture(7, width=4000, height=1000)
    source = replace(story(pictures=1), pictures=(picture(1), wide))
    drafted = DOUYIN.format(source)
    assert [image["sha256"] for image in drafted.content["images"]] == [picture(1).sha256]
    assert [(cut.field, cut.removed) for cut in drafted.cuts] == [("images", "现场7.jpg")]
    assert "没有一张" in (DOUYIN.suits(replace(source, pictures=(wide,))) or "")


def test_topics_have_no_closing_mark_and_a_space():
    posted = DOUYIN.compose(
        DOUYIN.format(story(title="济南读书节", body="开幕。", topics=("书香齐鲁", "智慧助老"))).content
    )
    assert (posted.title, posted.text) == (
        "济南读书节",
        "开幕。\n（济南市教育局 通讯员 张三 王五 摄影 李四）\n#书香齐鲁 #智慧助老 ",
    )


def test_the_caption_counts_title_text_and_topics_together():
    drafted = DOUYIN.format(story(body="市民来到图书馆。" * 300))
    used, most = DOUYIN.counters(drafted.content)["caption"]
    assert most - 8 <= used <= most
    longer = {**drafted.content, "topics": [*drafted.content["topics"], "终身学习在身边"]}
    assert "douyin.image_text.caption.too-long" in {finding.rule for finding in DOUYIN.check(longer)}


def test_a_long_by_line_falls_back_to_the_unit():
    source = story()
    long = replace(source, byline=source.byline.model_copy(update={"text": "、".join(["欧阳某某"] * 40)}))
    drafted = DOUYIN.format(long)
    assert drafted.content["byline"] == "（济南市教育局）"
    assert any(cut.field == "byline" for cut in drafted.cuts)
