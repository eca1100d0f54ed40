"""A draft may hold what a stranger sent: no rule takes longer than in proportion to its length."""

import time

import pytest

from services.publisher.drafting.findings import Context, Lexicon, examine
from services.publisher.drafting.platforms import PLATFORMS
from shared.contracts.words import ContentType
from tests.contracts.stories import THEME, story
from tests.unit.publisher.drafting.findings.test_examine import CONTEXT, WORDS

LENGTH = 60_000
UNITS = [
    *"a1@《#。 \ue000\u3000",
    "第一",
    "乙二、甲一，",
    "终生学习",
    "１３",
    "①⼀",
    "老头",
    "“”",
    "济南,",
    "。。",
    "微信",
    "1101051949123",
]
UNITS += [THEME, THEME.replace("身", "生"), "13805312222 ", "a@b.cn "]


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_draft_is_examined_in_time(unit: str):
    article = PLATFORMS[ContentType.TOUTIAO_ARTICLE]
    source = story(body="学" + unit * (LENGTH // len(unit)) + "学")
    started = time.process_time()
    content = article.format(source).content
    found = examine(article, content, source, CONTEXT)
    assert time.process_time() - started < 4, "usually below 0.5 s"
    assert len(found) < 200


def test_a_rule_that_finds_the_same_everywhere_says_so_once_it_has_said_it_ten_times():
    article = PLATFORMS[ContentType.TOUTIAO_ARTICLE]
    source = story(body="老头" * 25)
    found = examine(article, article.format(source).content, source, Context(Lexicon(WORDS), CONTEXT.today))
    sensitive = [finding for finding in found if finding.rule == "term.sensitive" and finding.field == "body[0]"]
    assert len(sensitive) == 10
    assert sensitive[-1].message.endswith("（此处及以后共16处）")
