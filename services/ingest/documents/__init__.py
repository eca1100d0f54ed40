"""One reader per form of a body."""

from collections.abc import Callable

from services.ingest.documents import html, markdown, text
from services.ingest.domain.report import BodyForm
from shared.contracts.submissions import Block

READERS: dict[BodyForm, Callable[[str], tuple[Block, ...]]] = {
    BodyForm.TEXT: text.blocks,
    BodyForm.HTML: html.blocks,
    BodyForm.MARKDOWN: markdown.blocks,
}


def read_body(form: BodyForm, source: str) -> tuple[Block, ...]:
    return READERS[form](source)
