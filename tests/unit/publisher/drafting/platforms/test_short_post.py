from services.publisher.drafting.platforms import PLATFORMS
from shared.contracts.words import ContentType
from tests.contracts.stories import story

WEIBO, MICRO = PLATFORMS[ContentType.WEIBO_STATUS], PLATFORMS[ContentType.TOUTIAO_MICRO]
LONG_FIRST = "济南市" + "、历下区" * 200 + "都来了。读书节开幕。"


def test_weibo_takes_the_sentences_that_are_read_without_unfolding():
    drafted = WEIBO.format(story(body="读书节开幕。" * 40))
    used, most = WEIBO.counters(drafted.content)["text"]
    assert used <= 140 < most
    assert used > 130


def test_a_first_sentence_that_is_longer_still_goes_out_whole():
    drafted = WEIBO.format(story(body=LONG_FIRST))
    assert drafted.content["text"] == LONG_FIRST.removesuffix("读书节开幕。")
    assert [finding.rule for finding in WEIBO.check(drafted.content)] == ["weibo.status.text.long"]
    assert MICRO.format(story(body=LONG_FIRST)).content["text"] == drafted.content["text"]


def test_the_micro_post_of_a_short_report_leaves_its_last_sentence_to_the_article():
    drafted = MICRO.format(story(body="读书节开幕。市民来到图书馆。"))
    assert drafted.content["text"] == "读书节开幕。"
    assert [cut.removed for cut in drafted.cuts] == ["市民来到图书馆。"]
    assert MICRO.format(story(body="读书节开幕。")).content["text"] == "读书节开幕。"


def test_the_form_of_each():
    source = story(title="济南读书节", body="开幕。", topics=("书香齐鲁", "智慧助老"))
    assert WEIBO.compose(WEIBO.format(source).content).text == (
        "#书香齐鲁##智慧助老#【济南读书节】开幕。（济南市教育局 通讯员 张三 王五 摄影 李四）"
    )
    assert MICRO.compose(MICRO.format(source).content).text == (
        "【济南读书节】开幕。\n（济南市教育局 通讯员 张三 王五 摄影 李四）\n#书香齐鲁##智慧助老#"
    )


def test_a_title_with_brackets_of_its_own_gets_no_second_pair():
    posted = WEIBO.compose(WEIBO.format(story(title="【快讯】读书节", body="开幕。", topics=())).content)
    assert posted.text.startswith("#启动仪式#【快讯】读书节\n开幕。"), (
        "the category is the topic where there is no other"
    )


def test_a_topic_that_its_platform_would_break_is_not_taken():
    drafted = WEIBO.format(story(topics=("终身 学习", "书香齐鲁", "书香齐鲁", "“能者为师”", "学" * 31)))
    assert drafted.content["topics"] == ["书香齐鲁"]
    assert [(cut.removed, cut.reason) for cut in drafted.cuts if cut.field == "topics"] == [
        (topic, "含空格、标点或过长，平台会截断") for topic in ("终身 学习", "“能者为师”", "学" * 31)
    ]


def test_a_topic_beyond_those_that_are_wanted_is_said():
    drafted = WEIBO.format(story(topics=("书香齐鲁", "智慧助老", "终身学习")))
    assert drafted.content["topics"] == ["书香齐鲁", "智慧助老"]
    assert [(cut.removed, cut.reason) for cut in drafted.cuts if cut.field == "topics"] == [
        ("终身学习", "话题宜在2个以内")
    ]
