"""Words from the campaign's lists: wrong ones, sensitive ones, superlatives."""

from collections.abc import Iterator

from services.publisher.drafting.findings.lexicon import ALLOWED, Stretches
from services.publisher.drafting.findings.phrases import LISTS
from services.publisher.drafting.findings.scene import Scene
from services.publisher.stories.finding import Finding, Level


def wrong_terms(scene: Scene) -> Iterator[Finding]:
    """Not where the right term stands, which may contain the wrong one."""
    lexicon = scene.context.lexicon
    for field, text in scene.texts.items():
        right = Stretches(lexicon.right_terms.hits(text))
        for hit in lexicon.wrong.hits(text):
            if not right.cover(hit.start, hit.end):
                message = f"“{hit.term}”有误，应为“{lexicon.right[hit.term]}”"
                yield Finding("term.wrong", Level.BLOCK, field, message, LISTS, hit.start, hit.end)


def sensitive_terms(scene: Scene) -> Iterator[Finding]:
    for field, text in scene.texts.items():
        for hit in scene.context.lexicon.sensitive.hits(text):
            message = f"“{hit.term}”用词敏感，请核实语境或换一种说法"
            yield Finding("term.sensitive", Level.WARN, field, message, LISTS, hit.start, hit.end)


def superlatives(scene: Scene) -> Iterator[Finding]:
    """Only a warning: news may say that something is the first of its kind, where it is."""
    for field, text in scene.texts.items():
        for hit in scene.context.lexicon.superlatives.hits(text):
            if hit.term not in ALLOWED:
                message = f"“{hit.term}”属绝对化用语，请核实依据，无依据的请改写"
                yield Finding("term.superlative", Level.WARN, field, message, LISTS, hit.start, hit.end)
