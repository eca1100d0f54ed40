"""A report of 20,000 characters, like a notice and full of what is hard to cut, breaks no rule on any platform."""

import random
import re
from typing import Any

import pytest
import regex

from services.publisher.drafting.platform import Platform
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.source import Source
from tests.contracts.stories import COUNTED, NOTICE, THEME, story
from tests.contracts.test_platforms import cuts_of, exceeded, parts_a_number_from_its_unit

WHOLE = (
    *COUNTED,
    *("👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "❤️‍🔥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "𠮷", "e\N{COMBINING ACUTE ACCENT}", "葛\U000e0100"),
    *("《教育新闻。第一期》", "《“书香，致远”征文》", "“好。就这样！走，”", "“能者为师，共学。同行”", THEME),
    *("https://www.example.org/a,b;c?d=e.f", "#智慧助老，在行动#", "@济南教育", "（含县、市，区）", "〔2022〕"),
)
"""Each stands in a draft whole or not at all."""

EVERY = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS.keys())


def strewn(seed: int) -> Source:
    """The notice ten times over, with one of these every few words, and a title made in the same way."""
    chance = random.Random(seed)
    parts = re.split(r"(?<=[，。；：、\n,;:])", (NOTICE * 10)[:17_000])
    body = "".join(part + (chance.choice(WHOLE) if chance.random() < 0.3 else "") for part in parts)[:20_000]
    title = "".join(chance.choice((*WHOLE, "济南市", "终身学习", "活动周", "启动", "，", "——", " ")) for _ in range(12))
    return story(title=title, body=body)


@EVERY
@pytest.mark.parametrize("seed", range(25))
def test_a_long_notice_full_of_what_is_hard_to_cut_breaks_no_rule(platform: Platform, seed: int):
    source = strewn(seed)
    drafted = platform.format(source)
    assert exceeded(platform.content_type, drafted.content, platform.compose(drafted.content)) == {}
    for field, whole, at in cuts_of(drafted, source):
        kept, removed = whole[:at], whole[at:]
        assert not kept.endswith("、"), field
        assert not parts_a_number_from_its_unit(kept, removed), (field, kept[-9:], removed[:9])
        assert at in {0, *(match.end() for match in regex.finditer(r"\X", whole))}, field
        assert cut_through(whole, at) is None, (field, kept[-12:], removed[:12])


def cut_through(whole: str, at: int) -> str | None:
    """What stands on both sides of the cut."""
    for one in WHOLE:
        start = whole.find(one, max(0, at - len(one) + 1))
        if 0 <= start < at < start + len(one):
            return one
    return None


@EVERY
def test_a_long_notice_leaves_no_field_empty(platform: Platform):
    content: dict[str, Any] = platform.format(strewn(1)).content
    assert [name for name in ("text", "script", "summary", "abstract", "title") if content.get(name) == ""] == []
