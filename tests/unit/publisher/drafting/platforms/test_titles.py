import pytest

from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.stories.finding import Level
from shared.contracts.words import ContentType
from tests.contracts.stories import THEME, story

DOUYIN = PLATFORMS[ContentType.DOUYIN_IMAGE_TEXT]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("济南市举办读书节", "济南市举办读书节"),
        (f"{THEME}——济南市举办活动周启动仪式", THEME),
        (f"济南市开展{THEME}主题活动", f"济南市开展{THEME}"),
        (f"济南市历下区开展{THEME}主题活动", "济南市历下区开展"),
        ("银龄课堂进社区：济南市历下区老年大学智慧助老", "银龄课堂进社区"),
        ("济南：历下区老年大学智慧助老走进千家万户受欢迎", "济南：历下区老年大学智慧助老走进千家万户"),
    ],
)
def test_a_title_is_shortened_where_it_may_be(title: str, kept: str):
    assert DOUYIN.format(story(title=title)).content["title"] == kept


def test_what_cannot_be_shortened_is_replaced_by_the_systems_own_words():
    drafted = DOUYIN.format(story(title="《山东省全民终身学习活动周启动仪式暨成果展演》"))
    assert drafted.content["title"] == "济南市教育局启动仪式"
    assert {span.origin for span in drafted.spans if span.field == "title"} == {"template"}
    assert [finding.level for finding in DOUYIN.check(drafted.content)] == [Level.BLOCK]


def test_a_title_that_says_nothing_becomes_a_proposal_too():
    drafted = PLATFORMS[ContentType.TOUTIAO_ARTICLE].format(story(title="学"))
    assert drafted.content["title"] == drafted.content["title_proposed"] == "济南市教育局启动仪式"


def test_pictures_too_many_are_counted_as_pictures():
    content = DOUYIN.format(story(pictures=2)).content
    content = {**content, "images": content["images"] * 20}
    found = next(finding for finding in DOUYIN.check(content) if finding.rule.endswith("images.too-long"))
    assert found.message == "图片40张，上限30张，请删减10张"


def test_a_title_too_long_is_pointed_at_where_it_goes_over():
    content = {**DOUYIN.format(story()).content, "title": "𠮷" + "学" * 20}
    found = next(finding for finding in DOUYIN.check(content) if finding.rule.endswith("title.too-long"))
    assert (found.start, found.end) == (19, 21)
    assert found.message == "标题22字，上限20字，请压缩2字"
