from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from lxml import html

from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.preview import Previews
from services.publisher.stories.about import About, Term
from shared.contracts.words import ContentType
from tests.contracts.stories import story

EVERY = pytest.mark.parametrize("content_type", PLATFORMS)
previews = Previews()


def shown(content_type: ContentType, about: About | None = None, **of: str) -> html.HtmlElement:
    platform = PLATFORMS[content_type]
    content = platform.format(replace(story(**of), about=about)).content
    addresses = {picture["sha256"]: f"/p/{picture['sha256'][-2:]}" for picture in content.get("images", ())[:1]}
    return html.fromstring(previews(content_type, content, platform.compose(content), addresses, "山东教育"))


def squeezed(text: str) -> str:
    return "".join(text.split())


@EVERY
def test_a_preview_shows_every_word_that_goes_out(content_type: ContentType):
    body = "第一段<b>。\n一、小标题\n第二段&。" + "第三段。" * 60
    page = squeezed(shown(content_type, body=body).text_content())
    platform = PLATFORMS[content_type]
    posted = platform.compose(platform.format(story(body=body)).content)
    text = html.fromstring(f"<div>{posted.html}</div>").text_content() if posted.html else posted.text
    lines = [squeezed(unescape(line)) for line in text.split("\n")]
    assert all(line in page for line in lines if not posted.html)
    assert all(squeezed(piece) in page for piece in ("第一段<b>。", "第二段&。"))
    assert squeezed(posted.title or "") in page


def test_a_tv_preview_shows_what_the_feed_will_say_of_the_report():
    about = About(
        kind=Term(key="highlight", title="活动亮点"),
        category=Term(key="ceremony", title="启动仪式"),
        place=Term(key="370100", title="济南"),
        event_date=date(2022, 12, 5),
        unit="济南市教育局",
    )
    page = shown(ContentType.TV_ITEM, about=about)
    assert "济南市教育局 · 活动亮点 · 启动仪式 · 活动日期：2022-12-05" in page.text_content()


@EVERY
def test_nothing_stands_inline_and_nothing_of_a_draft_is_markup(content_type: ContentType):
    page = shown(content_type, title='<script>"x"</script>', body="<img src=x onerror=alert(1)>。")
    assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")
    assert not page.xpath("//img[@src='x']")
    assert not page.xpath("//img[not(@alt)]")


@pytest.mark.parametrize("content_type", [kind for kind in PLATFORMS if kind is not ContentType.TV_ITEM])
def test_a_picture_without_an_address_is_named(content_type: ContentType):
    page = shown(content_type)
    assert page.xpath("//img/@src") == ["/p/00"]
    assert "现场1.jpg" in page.text_content()


def test_topics_are_told_apart_from_the_text():
    assert shown(ContentType.WEIBO_STATUS).xpath("//*[@class='preview-topic']/text()") == [
        "#全民终身学习活动周#",
        "#智慧助老#",
    ]
