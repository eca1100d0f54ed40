"""The header Expect, which aiohttp answers before any of our code is asked."""

from aiohttp import HttpVersion11, hdrs, web, web_urldispatcher

from shared.web.failures import answer
from shared.web.problems import Problem

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


async def answer_expectation(request: web.Request) -> web.Response | None:
    """None: go on. The framework's own way repeats the header in its answer, and fails where that is no UTF-8."""
    if request.version != HttpVersion11:
        return None  # RFC 9110, 10.1.1: HTTP/1.0 does not know it
    if request.headers[hdrs.EXPECT].lower() != "100-continue":
        return answer(request, Problem(417, "expectation-failed", detail="请求头 Expect 只能写 100-continue。"))
    await request.writer.write(CONTINUE)
    request.writer.output_size = 0  # the answer itself has not begun
    return None


def set_up_expectations() -> None:
    """For every address, those that do not exist among them: there is no setting for it."""
    web_urldispatcher._default_expect_handler = answer_expectation  # type: ignore[assignment]  # noqa: SLF001
