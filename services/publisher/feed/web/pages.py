"""The feed's addresses: what a subscriber reads, and what the station's desk and editors may look at."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from services.publisher.feed.addresses import Addresses
from services.publisher.feed.read_feed import Gone, ReadFeed, Shown, Unknown
from services.publisher.feed.serve_feed import ServeFeed
from services.publisher.feed.web.documents import PRIVATE, Document, answer
from shared.clock import Clock
from shared.files import FileStore
from shared.identity import Identity, Role
from shared.ids import Sha256
from shared.web.access import having, not_allowed, unauthorized
from shared.web.api import reply
from shared.web.pages import page
from shared.web.problems import FieldError, Problem
from shared.web.stored_file import Stored, send

READERS = (Role.SUBSCRIBER, Role.STATION, Role.EDITOR)
ATOM = "application/atom+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
PAGE_SIZE, LARGEST_PAGE = 100, 500
LARGEST_NUMBER = 2**31 - 1

T = TypeVar("T")


@dataclass(frozen=True)
class Feed:
    serve: ServeFeed
    read: ReadFeed
    published: FileStore
    identity: Identity
    clock: Clock
    public_url: str
    alone: Callable[[bytes], bytes]
    """A stored entry as a document of its own."""

    async def index(self, request: web.Request) -> web.StreamResponse:
        """For people, without a token: what there is and how to read it."""
        return page(request, "publisher/feed.html", {"root": self.public_url})

    async def atom(self, request: web.Request) -> web.StreamResponse:
        addresses = await self._reader(request)
        ready = await self.serve()
        if "secret" in request.match_info:
            document = Document.of(addresses.here(ready.template), ATOM, ready.written_at)
        else:
            document = Document(ready.body, ATOM, ready.written_at, ready.digest, ready.compressed)
        return answer(request, document, self.clock.now())

    async def changes(self, request: web.Request) -> web.StreamResponse:
        await self._reader(request)
        found = await self.read.changes(
            _number(request, "after", 0), _number(request, "limit", PAGE_SIZE, LARGEST_PAGE)
        )
        return reply(found, headers={"Cache-Control": PRIVATE})

    async def item_page(self, request: web.Request) -> web.StreamResponse:
        addresses = (await self._reader(request)).on_site()
        entry = await self._item(request)
        return page(request, "publisher/feed_item.html", {"item": entry.item, "addresses": addresses})

    async def item_atom(self, request: web.Request) -> web.StreamResponse:
        addresses = await self._reader(request)
        entry = await self._item(request)
        return self._document(request, addresses.here(self.alone(entry.atom)), ATOM, entry)

    async def item_script(self, request: web.Request) -> web.StreamResponse:
        """口播稿, nothing else: what a prompter takes."""
        await self._reader(request)
        shown = await self._item(request)
        item = shown.item
        text = item.script or item.note
        if item.script and item.newer:
            text = f"【{item.note}】\n\n{text}"
        return self._document(request, f"{text}\n".encode(), TEXT, shown)

    async def item_package(self, request: web.Request) -> web.StreamResponse:
        await self._reader(request)
        sha256, size = await _found(self.read.package(request.match_info["id"]))
        file = Stored(sha256, size, "application/zip", f"{request.match_info['id']}.zip", "attachment")
        return await send(request, self.published, file, {"Cache-Control": PRIVATE})

    async def media(self, request: web.Request) -> web.StreamResponse:
        await self._reader(request)
        sha256 = Sha256(request.match_info["sha256"])
        media = await _found(self.read.media(sha256))
        file = Stored(sha256, media.size, media.media_type, request.match_info["name"])
        return await send(request, self.published, file, {"Cache-Control": PRIVATE})

    async def _reader(self, request: web.Request) -> Addresses:
        """Who is asking, and where they came in; asked anew every time, so that a revoked token ends at once."""
        secret = request.match_info.get("secret")
        if secret is None:
            having(request, *READERS)
            return Addresses.open(self.public_url)
        account = await self.identity.account_of_token(secret)
        if account is None:
            raise unauthorized(request, "订阅地址无效或已停用，请联系联播管理员。")
        if account.role is not Role.SUBSCRIBER:
            raise not_allowed("只有订阅方的令牌可以写在地址里。")
        return Addresses.secret(self.public_url, secret)

    async def _item(self, request: web.Request) -> Shown:
        version = _number(request, "version", 0) or None
        return await _found(self.read.item(request.match_info["id"], version))

    def _document(self, request: web.Request, body: bytes, media_type: str, shown: Shown) -> web.Response:
        response = answer(request, Document.of(body, media_type, shown.written_at), self.clock.now())
        if shown.item.newer:
            response.headers["Link"] = _latest(request)
        return response


def _latest(request: web.Request) -> str:
    """Where the version is that stands now (RFC 5829): the same address without a number."""
    return f'<{request.rel_url.raw_path}>; rel="latest-version"'


async def _found(reading: Awaitable[T]) -> T:
    try:
        return await reading
    except Gone:
        raise Problem(410, "withdrawn", detail="该内容已撤稿或暂缓使用，请勿再使用此前取得的内容。") from None
    except Unknown:
        raise Problem(404, "not-found", detail="供稿中没有这项内容，请核对编号和版本。") from None


def _number(request: web.Request, name: str, otherwise: int, largest: int = LARGEST_NUMBER) -> int:
    text = request.query.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST_NUMBER)) or int(text) > LARGEST_NUMBER:
        raise Problem(422, "invalid", detail=f"请检查：{name}。", errors=[FieldError(name, "应为不小于 0 的整数。")])
    return max(1, min(int(text), largest)) if name == "limit" else int(text)
