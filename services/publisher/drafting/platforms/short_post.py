"""Weibo and 微头条: 【title】 and a lead, with topics that are marked on both sides."""

from typing import ClassVar

import regex

from services.publisher.drafting.platforms import checks, material
from services.publisher.drafting.platforms.checks import Measured
from services.publisher.drafting.platforms.formatter import Formatter
from services.publisher.drafting.platforms.passages import Passage, Writing, shortened
from services.publisher.drafting.platforms.shapes import Declarations, Image, Line, Shape, Text, Topic, declared
from services.publisher.drafting.source import Source
from services.publisher.stories.finding import Finding
from shared.text.borders import Border, borders

_WORD = regex.compile(r"[\p{L}\p{N}]")


class ShortPost(Shape):
    always: ClassVar[str] = "title_proposed text byline topics images declarations"

    title: Line
    title_proposed: Line = ""
    """The shortened title that nobody has accepted yet; empty once it was."""
    text: Text = ""
    byline: Line = ""
    topics: tuple[Topic, ...] = ()
    images: tuple[Image, ...] = ()
    declarations: Declarations = Declarations()


class ShortPostFormatter(Formatter[ShortPost]):
    shape = ShortPost
    may_tell_all: ClassVar[bool] = True
    """Whether a short report may stand there whole."""

    def write(self, source: Source, writing: Writing) -> ShortPost:
        limits = self.limits
        title, proposed = material.title(source, limits.of("title"), writing)
        draft = ShortPost(
            title=title,
            title_proposed=proposed,
            byline=material.byline(source, limits.of("byline"), writing),
            topics=tuple(material.topics(source, limits.of("topics"), writing)),
            images=tuple(
                Image.of(picture)
                for picture in material.images(source, limits.of("images").max, limits.pictures, writing)
            ),
            declarations=declared(source.to_declare),
        )
        lead = self._lead(draft, source, material.prose(source, writing, "text"), writing)
        return draft.model_copy(update={"text": writing.put("text", lead)})

    def accepted(self, draft: ShortPost) -> ShortPost:
        return draft if draft.title == draft.title_proposed else draft.model_copy(update={"title_proposed": ""})

    def measures(self, draft: ShortPost) -> list[Measured]:
        limits = self.limits
        return [
            Measured.text_of(limits.of("title"), draft.title),
            Measured.text_of(limits.of("text"), self.posted(draft).text, text=draft.text),
            Measured.text_of(limits.of("byline"), draft.byline),
            Measured.number_of(limits.of("topics"), len(draft.topics)),
            Measured.number_of(limits.of("images"), len(draft.images)),
        ]

    def marks(self, draft: ShortPost) -> list[Finding]:
        return [
            *checks.proposed_title(self.limits, "title", draft.title, draft.title_proposed),
            *checks.topic_marks(self.limits, draft.topics),
            *checks.picture_shapes(self.limits, "images", draft.images),
        ]

    def _lead(self, draft: ShortPost, source: Source, prose: Passage, writing: Writing) -> Passage:
        """Sentences up to the length that is read at once; where the first is longer, that one, up to the limit."""
        limit = self.limits.of("text")

        def within(most: int, text: str) -> bool:
            return limit.measure(self.posted(draft.model_copy(update={"text": text})).text) <= most

        aim = limit.aim or limit.max
        lead = shortened(prose, lambda text: within(aim, text), at=((Border.SENTENCE,),), whole=source.phrases)
        if prose.pieces and not lead.passage.pieces:
            lead = shortened(prose.first_sentence(), lambda text: within(limit.max, text), whole=source.phrases)
        tells_all = lead.passage.text == prose.text
        kept = _all_but_the_last(prose) if tells_all and not self.may_tell_all else lead.passage
        writing.left_out("text", prose.text[len(kept.text) :], f"{self.title}只取导语，其余见全文")
        return kept


def bracketed(title: str) -> str:
    """【title】, unless it has such brackets of its own: then a line of its own."""
    if not title:
        return ""
    return f"{title}\n" if "【" in title or "】" in title else f"【{title}】"


def _all_but_the_last(prose: Passage) -> Passage:
    """Without its last sentence, where it has more than one."""
    ends = [end for end in borders(prose.text, Border.SENTENCE) if _WORD.search(prose.text, end)]
    return prose.first(ends[-1]) if ends else prose
