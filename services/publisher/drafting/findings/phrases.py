"""提法 stand whole or not at all; leaders keep their order and are no topics."""

from collections.abc import Iterator

from services.publisher.drafting.findings.lexicon import Hit, Stretches
from services.publisher.drafting.findings.near_miss import NearMiss
from services.publisher.drafting.findings.scene import Scene
from services.publisher.stories.finding import Finding, Level
from shared.text.borders import sentences

LISTS = "本次活动词表"


def near_misses(scene: Scene) -> Iterator[Finding]:
    lexicon = scene.context.lexicon
    for field, text in scene.texts.items():
        exact = lexicon.fixed_phrases.hits(text)
        spelled = (hit for hit in exact if _otherwise(scene, field, hit))
        misspelled = [NearMiss(hit.start, hit.end, hit.term, certain=True) for hit in spelled]
        for miss in (*misspelled, *lexicon.near_misses.find(text, Stretches(exact).touch)):
            written = scene.as_written(field, miss.start, miss.end)
            level = Level.BLOCK if miss.certain else Level.WARN
            message = f"“{written}”疑为提法“{miss.phrase}”之误，提法须一字不差，请改正或改用其他表述"
            yield Finding("phrase.near-miss", level, field, message, LISTS, miss.start, miss.end)


def _otherwise(scene: Scene, field: str, phrase: Hit) -> bool:
    """A phrase that reads right and has other characters: ⼆⼗⼤."""
    return scene.as_written(field, phrase.start, phrase.end) != phrase.term


def leaders_in_topics(scene: Scene) -> Iterator[Finding]:
    for field, text in scene.texts.items():
        if field.startswith("topics["):
            for hit in scene.context.lexicon.leaders.hits(text):
                message = f"领导人姓名“{hit.term}”不得作话题，请删去该话题"
                yield Finding("leaders.topic", Level.BLOCK, field, message, LISTS, hit.start, hit.end)


def leaders_in_order(scene: Scene) -> Iterator[Finding]:
    """Names in one sentence stand in the order of the list; a list of names, joined by 、, is complete."""
    for field, text in scene.texts.items():
        start = 0
        for sentence in sentences(text):
            yield from _order(scene, field, sentence, start)
            start += len(sentence)


def _order(scene: Scene, field: str, sentence: str, start: int) -> Iterator[Finding]:
    order = scene.context.lexicon.order
    hits = scene.context.lexicon.leaders.hits(sentence)
    first = {hit.term: hit for hit in reversed(hits)}
    named = sorted(first.values(), key=lambda hit: hit.start)
    if len(named) < 2:  # noqa: PLR2004  one name has no order
        return
    begin, end = start + named[0].start, start + named[-1].end
    right = sorted((hit.term for hit in named), key=order.__getitem__)
    if [hit.term for hit in named] != right:
        message = f"领导人排序有误，应为：{'、'.join(right)}"
        yield Finding("leaders.order", Level.BLOCK, field, message, LISTS, begin, end)
    elif _listed(sentence, named) and len(named) < len(order):
        message = f"领导人名单不全（共{len(order)}人，此处{len(named)}人），请补全或不列名单"
        yield Finding("leaders.incomplete", Level.WARN, field, message, LISTS, begin, end)


def _listed(sentence: str, named: list[Hit]) -> bool:
    return any(sentence[hit.end : hit.end + 1] == "、" for hit in named[:-1])
