"""电视台供稿: headline, summary, the whole text, 口播稿 with its seconds, and the strips below the picture."""

from typing import ClassVar, Literal

from services.publisher.drafting.platforms import article_body, checks, material
from services.publisher.drafting.platforms.checks import Measured
from services.publisher.drafting.platforms.formatter import Formatter
from services.publisher.drafting.platforms.html import BodyBlock, article, image_path
from services.publisher.drafting.platforms.passages import Passage, Writing, from_source, shortened, template
from services.publisher.drafting.platforms.shapes import Declarations, Image, Line, Shape, Text, declared
from services.publisher.drafting.platforms.tv_item.name_strips import names_in
from services.publisher.drafting.source import Source
from services.publisher.stories.about import About
from services.publisher.stories.content import Posted
from services.publisher.stories.finding import Finding
from shared.contracts.words import ContentType
from shared.text.cutting import TITLE
from shared.text.speaking import whole_seconds

NAME_STRIPS = 4
"""As many names of a by-line get a strip."""


class LowerThird(Shape):
    """字幕条: a headline strip (标题条), a place, or a name with its title (人名条)."""

    always: ClassVar[str] = "title"

    kind: Literal["headline", "place", "name"]
    text: Line
    title: Line = ""
    """Beside a name: 通讯员."""


class TvItem(Shape):
    always: ClassVar[str] = "headline_proposed summary body script seconds lower_thirds byline media declarations"

    headline: Line
    headline_proposed: Line = ""
    """The shortened headline that nobody has accepted yet; empty once it was."""
    summary: Line = ""
    body: tuple[BodyBlock, ...] = ()
    script: Text = ""
    """口播稿."""
    seconds: int = 0
    """How long an anchor reads it; always counted anew."""
    lower_thirds: tuple[LowerThird, ...] = ()
    byline: Line = ""
    media: tuple[Image, ...] = ()
    declarations: Declarations = Declarations()
    about: About | None = None
    """What the feed says of the report: not for editing. Drafts from before it was signed have none."""


class TvItemFormatter(Formatter[TvItem]):
    content_type: ClassVar[ContentType] = ContentType.TV_ITEM
    shape = TvItem

    def write(self, source: Source, writing: Writing) -> TvItem:
        limits = self.limits
        headline, proposed = material.title(source, limits.of("headline"), writing, "headline")
        prose = material.prose(source, writing, "script")
        summary = material.beginning(prose.first_line(), limits.of("summary"), source)
        writing.left_out("summary", summary.removed, f"提要最多{limits.of('summary').max}字，其余见正文")
        script = material.beginning(prose, limits.of("script"), source)
        writing.left_out("script", script.removed, "口播稿约一分半，其余见正文")
        text = writing.put("script", script.passage)
        return TvItem(
            headline=headline,
            headline_proposed=proposed,
            summary=writing.put("summary", summary.passage),
            body=article_body.body(source, (), writing),
            script=text,
            seconds=whole_seconds(text),
            lower_thirds=self._strips(source, writing),
            byline=material.byline(source, limits.of("byline"), writing),
            media=tuple(Image.of(picture) for picture in material.images(source, None, None, writing, "media")),
            declarations=declared(source.to_declare),
            about=source.about,
        )

    def accepted(self, draft: TvItem) -> TvItem:
        proposed = draft.headline_proposed if draft.headline == draft.headline_proposed else ""
        return draft.model_copy(update={"headline_proposed": proposed, "seconds": whole_seconds(draft.script)})

    def posted(self, draft: TvItem) -> Posted:
        paths = {image.sha256: image_path(index, image.picture()) for index, image in enumerate(draft.media)}
        return Posted(title=draft.headline, html=article(draft.body, paths, draft.byline))

    def measures(self, draft: TvItem) -> list[Measured]:
        limits = self.limits
        strips = [strip.text for strip in draft.lower_thirds]
        return [
            Measured.text_of(limits.of("headline"), draft.headline),
            Measured.text_of(limits.of("summary"), draft.summary),
            Measured.text_of(limits.of("body"), self.posted(draft).html, text=""),
            Measured.text_of(limits.of("script"), draft.script),
            *(
                Measured.text_of(limits.of("lower_thirds"), strip, field=f"lower_thirds[{index}]")
                for index, strip in enumerate(strips)
            ),
            Measured.text_of(limits.of("byline"), draft.byline),
        ]

    def marks(self, draft: TvItem) -> list[Finding]:
        return [
            *checks.proposed_title(self.limits, "headline", draft.headline, draft.headline_proposed),
            *checks.missing_pictures(self.limits, draft.body, draft.media),
        ]

    def _strips(self, source: Source, writing: Writing) -> tuple[LowerThird, ...]:
        limit = self.limits.of("lower_thirds")
        strips: list[LowerThird] = []
        headline = from_source(source.title)
        for fits in (limit.fits,) if limit.fits(source.title) else (limit.aims_at, limit.fits):
            short = shortened(headline, fits, at=TITLE, whole=source.phrases, at_least=material.SHORTEST_TITLE)
            if short.passage.pieces:
                writing.left_out("lower_thirds[0]", short.removed, f"{limit.label}最多{limit.max}个全角字")
                strips.append(LowerThird(kind="headline", text=writing.put("lower_thirds[0]", short.passage)))
                break
        if source.place and limit.aims_at(source.place):
            text = writing.put(f"lower_thirds[{len(strips)}]", from_source(source.place))
            strips.append(LowerThird(kind="place", text=text))
        return (*strips, *self._name_strips(source, len(strips), writing))

    def _name_strips(self, source: Source, first: int, writing: Writing) -> list[LowerThird]:
        """`first` is their place among the strips."""
        limit = self.limits.of("lower_thirds")
        names = names_in(source.byline.text)
        short = [name for name in names.found if limit.aims_at(name)]
        left_out = {
            "署名中姓名分隔不明，未做人名条，请核对后补上": names.unclear,
            f"人名条宜在{limit.aim or limit.max}个全角字以内": [name for name in names.found if name not in short],
            f"人名条最多{NAME_STRIPS}条": short[NAME_STRIPS:],
        }
        for reason, left in left_out.items():
            writing.left_out("lower_thirds", "、".join(left), reason)
        strips: list[LowerThird] = []
        for index, name in enumerate(short[:NAME_STRIPS], first):
            field = f"lower_thirds[{index}]"
            text = writing.put(field, _as_written(name, source.byline.text))
            title = writing.put(f"{field}.title", template("通讯员"))
            strips.append(LowerThird(kind="name", text=text, title=title))
        return strips


def _as_written(name: str, byline: str) -> Passage:
    """A name that was spaced out comes from the by-line character by character."""
    return from_source(name) if name in byline else Passage(sum((from_source(one).pieces for one in name), ()))
