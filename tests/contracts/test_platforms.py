"""One promise, one suite, every platform. Counts are made anew here, by the letter of the rules."""

import re
import time
from collections.abc import Iterator
from math import ceil
from typing import Any

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.publisher.drafting.platform import ContentError, Platform
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.limits import limits_of
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Formatted, Posted, Span
from services.publisher.stories.finding import Level
from shared.contracts.words import ContentType
from shared.text.normalising import normalise, normalise_line
from tests.contracts.stories import ANY, COUNTED, LINES, NOTICE, STORIES, THEME, story

EVERY = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=PLATFORMS.keys())
LIGHTLY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

PAIRS = ("《》", "“”", "【】", "（）", "「」")
ATOMS = re.compile(
    r"《[^《》\n]*》|“[^“”\n]*”|#[^#\n]+#|@[\w·-]+|https?://[!-~]*[A-Za-z0-9/]|\d+(?:[.,:]\d+)+|\d+[—-]\d+"
)
NUMERALS = "〇零一二两三四五六七八九十百千万亿"


def units(text: str) -> int:
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def weibo(text: str) -> int:
    addresses = re.findall(r"https?://[!-~]*[A-Za-z0-9/]", text)
    for address in addresses:
        text = text.replace(address, "", 1)
    halves = sum(1 if ord(character) <= 0x80 else 2 * units(character) for character in text)
    return ceil((halves + 20 * len(addresses)) / 2)


def exceeded(content_type: ContentType, content: dict[str, Any], posted: Posted) -> dict[str, int]:
    """The limited things that are too long, too short, too many or too few, with what they use."""
    title, images = content.get("title", ""), content.get("images", [])
    found = {
        ContentType.DOUYIN_IMAGE_TEXT: {
            "title": (1, units(title), 20),
            "caption": (0, units(title) + units(posted.text), 1000),
            "topics": (0, len(content.get("topics", ())), 4),
            "images": (1, len(images), 30),
        },
        ContentType.WEIBO_STATUS: {
            "text": (1, weibo(posted.text), 2000),
            "images": (0, len(images), 9),
            "topics": (0, len(content.get("topics", ())), 3),
        },
        ContentType.TOUTIAO_ARTICLE: {
            "title": (2, units(title), 30),
            "abstract": (0, units(content.get("abstract", "")), 140),
            "covers": (0, {0: 0, 1: 1, 3: 3}.get(len(content.get("covers", ())), 4), 3),
            "different covers": (
                len(content.get("covers", ())),
                len({c["sha256"] for c in content.get("covers", ())}),
                3,
            ),
        },
        ContentType.TOUTIAO_MICRO: {"text": (1, units(posted.text), 2000), "images": (0, len(images), 9)},
        ContentType.TV_ITEM: {"headline": (1, units(content.get("headline", "")), 20)},
    }[content_type]
    return {name: used for name, (least, used, most) in found.items() if not least <= used <= most}


def texts(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every field that holds words for the public."""
    for name in ("title", "headline", "text", "abstract", "summary", "script", "byline"):
        if name in content:
            yield name, content[name]
    for index, topic in enumerate(content.get("topics", ())):
        yield f"topics[{index}]", topic
    for index, block in enumerate(content.get("body", ())):
        yield f"body[{index}]", block["text"]
    for index, strip in enumerate(content.get("lower_thirds", ())):
        yield f"lower_thirds[{index}]", strip["text"]
        yield f"lower_thirds[{index}].title", strip["title"]
    for name in ("images", "media"):
        for index, image in enumerate(content.get(name, ())):
            yield f"{name}[{index}].caption", image["caption"]
            yield f"{name}[{index}].credit", image["credit"]


def words_of(source: Source) -> str:
    """All that the unit wrote, tidied as the drafts are."""
    parts = [source.title, source.place, source.byline.text, source.byline.photo, source.origin, source.unit.name]
    parts += [part for picture in source.pictures for part in (picture.caption, picture.credit)]
    return "\n".join([*(normalise_line(part).text for part in parts), *(normalise(b.text).text for b in source.body)])


def covered(field: str, text: str, spans: tuple[Span, ...]) -> bool:
    own = sorted((span for span in spans if span.field == field), key=lambda span: span.start)
    at = 0
    for span in own:
        if span.start != at or span.end <= span.start:
            return False
        at = span.end
    return at == len(text)


@EVERY
def test_limits_are_dated_and_cited(platform: Platform):
    limits = limits_of(platform.content_type)
    assert limits.as_of.year >= 2026
    assert all(limit.source and limit.label for limit in limits.limits)
    assert platform.title == limits.name


@EVERY
@given(source=STORIES)
@LIGHTLY
def test_every_draft_keeps_every_limit(platform: Platform, source: Source):
    drafted = platform.format(source)
    posted = platform.compose(drafted.content)
    assert exceeded(platform.content_type, drafted.content, posted) == {}
    said = {f.rule for f in platform.check(drafted.content)}
    said -= {"tv.item.script.too-short"} if not drafted.content.get("script") else set()
    assert not [rule for rule in said if rule.endswith(("too-long", "too-short", "marks", "shape"))]


@EVERY
@given(source=STORIES)
@LIGHTLY
def test_every_word_has_its_origin(platform: Platform, source: Source):
    drafted = platform.format(source)
    written = words_of(source)
    fields = dict(texts(drafted.content))
    assert {span.field for span in drafted.spans} <= set(fields)
    for name, text in fields.items():
        assert covered(name, text, drafted.spans), name
    for span in drafted.spans:
        if span.origin in {"source", "shortened"}:
            assert fields[span.field][span.start : span.end] in written
        if span.block is not None:
            assert fields[span.field][span.start : span.end] in normalise(source.body[span.block].text).text


@EVERY
@given(source=STORIES)
@LIGHTLY
def test_no_cut_goes_through_what_belongs_together(platform: Platform, source: Source):
    drafted = platform.format(source)
    for name, whole, at in cuts_of(drafted, source):
        assert not whole[:at].endswith("、"), name
        assert regex.fullmatch(r"\X*", whole[:at]), name
        assert at in {0, *(match.end() for match in regex.finditer(r"\X", whole))}, name
        for match in ATOMS.finditer(whole):
            assert not match.start() < at < match.end(), (name, match[0])
        for kept_whole in (THEME, *COUNTED):
            for phrase in re.finditer(re.escape(kept_whole), whole):
                assert not phrase.start() < at < phrase.end(), (name, kept_whole)
        assert not parts_a_number_from_its_unit(whole[:at], whole[at:]), (name, whole[:at][-9:], whole[at:][:9])


def parts_a_number_from_its_unit(kept: str, removed: str) -> bool:
    """Whatever the unit is called: after a numeral no word, no digit and no sign of measure may be missing."""
    goes_on = removed.lstrip(" ")[:1]
    return bool(regex.search(rf"[\p{{N}}{NUMERALS}]$", kept) and regex.match(r"[\p{L}\p{N}%％‰℃°]", goes_on))


def cuts_of(drafted: Formatted, source: Source) -> Iterator[tuple[str, str, int]]:
    """Each shortened text with its whole and the place where it was cut."""
    title = normalise_line(source.title).text
    for name, text in texts(drafted.content):
        if name in {"title", "headline", "lower_thirds[0]"} and text != title and title.startswith(text):
            yield name, title, len(text)
    for cut in drafted.cuts:
        kept = drafted.content.get(cut.field)
        if (
            cut.field in {"text", "script", "abstract", "summary"}
            and isinstance(kept, str)
            and not cut.reason.startswith("短文")
        ):
            yield cut.field, kept + cut.removed, len(kept)


@EVERY
@given(source=STORIES)
@LIGHTLY
def test_a_draft_is_plain_text_in_its_platforms_shape(platform: Platform, source: Source):
    drafted = platform.format(source)
    assert platform.parse(drafted.content) == drafted.content
    posted = platform.compose(drafted.content)
    for text in (posted.title or "", posted.text, posted.html, *(text for _, text in texts(drafted.content))):
        text.encode()
        assert not regex.search(r"[\u200b\u202a-\u202e\u2066-\u2069\r\u00a0\u3000]", text)
    assert platform.format(source) == drafted


@EVERY
@given(text=ANY, line=LINES)
@LIGHTLY
def test_what_an_editor_typed_is_kept_whole_and_counted(platform: Platform, text: str, line: str):
    content = platform.format(story()).content
    headline = "headline" if "headline" in content else "title"
    field = next(name for name in ("text", "script", "abstract") if name in content)
    edited = platform.parse({**content, headline: line, field: text})
    assert edited[headline] == normalise_line(line).text
    assert platform.parse(edited) == edited
    over = exceeded(platform.content_type, edited, platform.compose(edited))
    blocked = [finding for finding in platform.check(edited) if finding.rule.endswith(("too-long", "too-short"))]
    assert bool(over) <= bool(blocked)


@EVERY
def test_a_long_notice_is_formatted_at_once(platform: Platform):
    source = story(body=(NOTICE * 10)[:20_000])
    started = time.process_time()
    platform.format(source)
    assert time.process_time() - started < 0.5, "usually 10 ms; this is the guard against quadratic work"


@EVERY
def test_content_of_the_wrong_shape_is_refused_field_by_field(platform: Platform):
    content = platform.format(story()).content
    headline = "headline" if "headline" in content else "title"
    with pytest.raises(ContentError) as refused:
        platform.parse({**content, headline: 7, "colour": "red", "declarations": {"ai_use": "perhaps"}})
    assert {field for field, _ in refused.value.errors} == {headline, "colour", "declarations.ai_use"}
    assert all(regex.search(r"\p{Han}", message) for _, message in refused.value.errors)
    with pytest.raises(ContentError):
        platform.parse({})
    assert platform.parse({**content, headline: "坏\ud83d字"})[headline] == "坏\ufffd字", "which a finding then blocks"


@EVERY
def test_a_title_that_overflows_waits_for_an_editor(platform: Platform):
    long = "中国共产党第二十次全国代表大会精神宣讲暨全民终身学习活动周启动仪式在山东省烟台市莱山区隆重举行"
    drafted = platform.format(story(title=long))
    headline = "headline" if "headline" in drafted.content else "title"
    assert drafted.content[headline] != long
    assert any(cut.field == headline and drafted.content[headline] + cut.removed == long for cut in drafted.cuts)
    level = Level.WARN if platform.content_type is ContentType.TV_ITEM else Level.BLOCK
    assert [f.level for f in platform.check(drafted.content) if f.rule.endswith(".proposed")] == [level]

    untouched = platform.parse(drafted.content)
    accepted = platform.parse({**drafted.content, f"{headline}_proposed": ""})
    rewritten = platform.parse({**drafted.content, headline: "二十大精神宣讲走进烟台"})
    assert [f for f in platform.check(untouched) if f.rule.endswith(".proposed")]
    assert not [f for f in platform.check(accepted) if f.level is Level.BLOCK]
    assert not [f for f in platform.check(rewritten) if f.level is Level.BLOCK]


@EVERY
@given(st.sampled_from(["《" + "书" * 60 + "》", "“" + "学。" * 40 + "”", "👨‍👩‍👧‍👦" * 20, "1" * 80, "", "学"]))
@LIGHTLY
def test_a_title_that_cannot_be_cut_is_replaced_by_what_the_system_knows(platform: Platform, title: str):
    drafted = platform.format(story(title=title))
    headline = "headline" if "headline" in drafted.content else "title"
    origins = {span.origin for span in drafted.spans if span.field == headline}
    assert exceeded(platform.content_type, drafted.content, platform.compose(drafted.content)) == {}
    assert drafted.content[headline] in {title, "济南市教育局启动仪式"} or title.startswith(drafted.content[headline])
    assert origins == {"template"} or drafted.content[headline]


@EVERY
def test_counters_say_what_the_limits_count(platform: Platform):
    content = platform.format(story()).content
    counters = platform.counters(content)
    assert counters.keys() <= {limit.field for limit in limits_of(platform.content_type).limits}
    assert all(0 <= used <= most for used, most in counters.values())
