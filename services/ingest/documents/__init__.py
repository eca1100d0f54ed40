"""One reader per form of a body."""

from collections.abc import Callable

from services.ingest.documents import html, markdown, text
from services.ingest.domain.body import UnreadableBody
from services.ingest.domain.report import BodyForm
from shared.child_process import ChildProcesses, Crashed
from shared.contracts.submissions import Block

READERS: dict[BodyForm, Callable[[str], tuple[Block, ...]]] = {
    BodyForm.TEXT: text.blocks,
    BodyForm.HTML: html.blocks,
    BodyForm.MARKDOWN: markdown.blocks,
}


class BodyReader:
    """Markup is read in a child process: what crashes a parser is refused, and takes nothing along."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, form: BodyForm, source: str) -> tuple[Block, ...]:
        if form is BodyForm.TEXT:
            return read_body(form, source)
        try:
            return await self._apart(read_body, form, source)
        except Crashed as error:
            raise UnreadableBody(form) from error


def read_body(form: BodyForm, source: str) -> tuple[Block, ...]:
    return READERS[form](source)
