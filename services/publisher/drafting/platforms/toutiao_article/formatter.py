"""头条文章: the whole report as an article, with abstract, pictures and one cover or three."""

from typing import ClassVar

from services.publisher.drafting.platforms import article_body, checks, material
from services.publisher.drafting.platforms.checks import Measured
from services.publisher.drafting.platforms.formatter import Formatter
from services.publisher.drafting.platforms.html import BodyBlock, article, image_path
from services.publisher.drafting.platforms.passages import Writing
from services.publisher.drafting.platforms.shapes import Declarations, Image, Line, Shape, declared
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Posted
from services.publisher.stories.finding import Finding, Level
from shared.contracts.words import ContentType

COVER_COUNTS = (3, 1, 0)
"""Toutiao's article has no cover, one, or three; the most that the pictures allow is taken."""


class Article(Shape):
    always: ClassVar[str] = "title_proposed abstract body byline images covers declarations"

    title: Line
    title_proposed: Line = ""
    """The shortened title that nobody has accepted yet; empty once it was."""
    abstract: Line = ""
    body: tuple[BodyBlock, ...] = ()
    byline: Line = ""
    images: tuple[Image, ...] = ()
    """Those that blocks of the body show."""
    covers: tuple[Image, ...] = ()
    declarations: Declarations = Declarations()


class ToutiaoArticle(Formatter[Article]):
    content_type: ClassVar[ContentType] = ContentType.TOUTIAO_ARTICLE
    shape = Article

    def write(self, source: Source, writing: Writing) -> Article:
        limits = self.limits
        title, proposed = material.title(source, limits.of("title"), writing)
        lead = material.prose(source, Writing(), "abstract").first_line()
        abstract = material.beginning(lead, limits.of("abstract"), source)
        writing.left_out("abstract", abstract.removed, f"摘要最多{limits.of('abstract').max}字，其余见正文")
        return Article(
            title=title,
            title_proposed=proposed,
            abstract=writing.put("abstract", abstract.passage),
            body=article_body.body(source, source.pictures, writing),
            byline=material.byline(source, limits.of("byline"), writing),
            images=tuple(Image.of(picture) for picture in material.images(source, None, None, writing)),
            covers=self._covers(source),
            declarations=declared(source.to_declare),
        )

    def accepted(self, draft: Article) -> Article:
        return draft if draft.title == draft.title_proposed else draft.model_copy(update={"title_proposed": ""})

    def posted(self, draft: Article) -> Posted:
        paths = {image.sha256: image_path(index, image.picture()) for index, image in enumerate(draft.images)}
        return Posted(title=draft.title, html=article(draft.body, paths, draft.byline))

    def measures(self, draft: Article) -> list[Measured]:
        limits = self.limits
        return [
            Measured.text_of(limits.of("title"), draft.title),
            Measured.text_of(limits.of("abstract"), draft.abstract),
            Measured.text_of(limits.of("body"), self.posted(draft).html, text=""),
            Measured.text_of(limits.of("byline"), draft.byline),
            Measured.number_of(limits.of("covers"), len(draft.covers)),
        ]

    def marks(self, draft: Article) -> list[Finding]:
        return [
            *checks.proposed_title(self.limits, "title", draft.title, draft.title_proposed),
            *checks.missing_pictures(self.limits, draft.body, draft.images),
            *checks.picture_shapes(self.limits, "covers", draft.covers),
            *self._cover_count(draft),
        ]

    def _covers(self, source: Source) -> tuple[Image, ...]:
        shape = self.limits.pictures
        fit = {
            picture.sha256: picture for picture in source.covers if not (shape and material.unsuited(picture, shape))
        }
        count = next(count for count in COVER_COUNTS if count <= len(fit))
        return tuple(Image.of(picture) for picture in list(fit.values())[:count])

    def _cover_count(self, draft: Article) -> list[Finding]:
        limit = self.limits.of("covers")
        different = len({cover.sha256 for cover in draft.covers})
        if len(draft.covers) in COVER_COUNTS and different == len(draft.covers):
            return []
        message = "封面只能是0张、1张或3张，且各不相同，请增减"
        return [Finding(f"{self.content_type}.covers.number", Level.BLOCK, "covers", message, self.limits.cited(limit))]
