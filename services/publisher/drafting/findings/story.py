"""What only the story tells: how old it is, what was tidied or left out, whether two drafts say the same."""

from collections.abc import Iterator

import regex

from services.publisher.drafting.findings.scene import OWN, Scene
from services.publisher.drafting.lines import told
from services.publisher.drafting.source import Source
from services.publisher.stories.finding import Finding, Level
from shared.contracts.submissions import Tidied
from shared.text.borders import sentences
from shared.text.folding import folded
from shared.text.normalising import Change, normalise, normalise_line


def freshness(scene: Scene) -> Iterator[Finding]:
    if scene.source is None or scene.source.event_date is None:
        return
    days = scene.context.freshness_days.get(scene.source.kind)
    if days is not None and (scene.context.today - scene.source.event_date).days > days:
        held = scene.source.event_date
        message = f"时效已过：活动于{held.month}月{held.day}日举行，已超过{days}天，请酌情改作综述或不用"
        yield Finding("freshness", Level.WARN, "", message, "本次活动时效规定")


def tidied(scene: Scene) -> Iterator[Finding]:
    if scene.source is None:
        return
    changes: list[Change | Tidied] = [*scene.source.tidied, *normalise_line(scene.source.title).changes]
    for block in scene.source.body:
        changes += normalise(block.text).changes
    times: dict[str, int] = {}
    for change in changes:
        times[change.what] = times.get(change.what, 0) + change.times
    if times:
        said = "、".join(f"{what}{number}处" for what, number in times.items())
        yield Finding("text.tidied", Level.NOTE, "", f"来稿中已整理：{said}，其余文字未变", OWN)


def left_out(scene: Scene) -> Iterator[Finding]:
    """Until an editor writes a different text: a text that stops where the report goes on."""
    if scene.source is None:
        return
    whole = _told(scene.source)
    for field in ("text", "script"):
        kept = scene.content.get(field)
        if isinstance(kept, str) and len(kept) < len(whole) and whole.startswith(kept):
            message = f"本稿为缩短稿，来稿其余{len(whole) - len(kept)}字未用，请核对取舍"
            yield Finding("text.shortened", Level.NOTE, field, message, OWN, len(kept), len(kept))


def same_as_article(scene: Scene) -> Iterator[Finding]:
    """The whole report again as a short post. One sentence alone is told by its title and topics."""
    strictness = scene.platform.level("same-as-article")
    if strictness is None or scene.source is None:
        return
    text, whole = scene.content.get("text", ""), _told(scene.source)
    if _words(text) == _words(whole) and len(sentences(whole)) > 1:
        level, source = strictness
        message = "与头条文章正文相同，同一账号发布会被判重复，请改写或删减"
        yield Finding("same-as-article", level, "text", message, source, 0, len(text))


def _told(source: Source) -> str:
    return "\n".join(line.text for line in told(source))


def _words(text: str) -> str:
    return regex.sub(r"[\s\p{P}\p{S}]+", "", folded(text).text)
