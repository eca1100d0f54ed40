"""POST /submit/pasted: what was copied out of Word or a page, read as a report in HTML is read. Nothing is stored."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, StringConstraints

from services.ingest.domain import left_out, limits
from services.ingest.domain.body import as_markdown, as_text
from services.ingest.domain.refusals import NotAllowed
from services.ingest.domain.sender import may_send
from services.ingest.web.refusals import refusals_as_problems
from shared.documents import BodyForm, ReadBody, UnreadableBody
from shared.web.access import signed_in
from shared.web.api import invalid, read_json, reply
from shared.web.problems import FieldError


class Clipboard(BaseModel):
    html: Annotated[str, StringConstraints(max_length=limits.BODY_SOURCE)]
    form: BodyForm = BodyForm.TEXT
    """Of the text area that it is pasted into."""


class Pasted:
    def __init__(self, read_body: ReadBody) -> None:
        self.read_body = read_body

    async def read(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        with refusals_as_problems():
            if not may_send(account):
                raise NotAllowed("当前账号不能报送材料，请使用单位账号，或由编辑代录。")
        clipboard = await read_json(request, Clipboard)
        try:
            body = await self.read_body(BodyForm.HTML, clipboard.html)
        except UnreadableBody as error:
            raise invalid([FieldError("html", str(error))]) from None
        written = as_markdown if clipboard.form is BodyForm.MARKDOWN else as_text
        return reply({"text": written(body.blocks), "notice": left_out.not_pasted(body.left_out)})
