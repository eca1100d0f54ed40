"""A service with one route of each sort, behind the real application."""

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pydantic import BaseModel, ConfigDict, Field

from shared.identity import Role
from shared.service import Service
from shared.web import multipart
from shared.web.access import having, signed_in
from shared.web.api import if_match, operation, read_json, reply
from shared.web.pages import page, redirect
from shared.web.problems import Problem
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.sites import sample_site, serving

HERE = Path(__file__).parent
SMALL = multipart.Limits(total=100_000, file=50_000, field=1_000, files=2, fields=3)


class Contact(BaseModel):
    model_config = ConfigDict(extra="forbid")
    phone: str = Field(max_length=20)


class Attachment(BaseModel):
    name: str = Field(min_length=1)


class Note(BaseModel):
    """What the sample service takes."""

    title: str = Field(min_length=1, max_length=10)
    contact: Contact | None = None
    files: list[Attachment] = []


class Taken(BaseModel):
    number: str


@operation(
    "记一笔", body=Note, answer=Taken, status=202, headers={"Idempotency-Key": "重复发送时用同一个值"}, files=True
)
async def take(request: web.Request) -> web.Response:
    having(request, Role.UNIT, Role.EDITOR)
    note = await read_json(request, Note)
    return reply({"number": note.title}, 202, etag=3)


@operation("看一笔", answer=Taken, query={"deep": "是否细看"})
async def look(request: web.Request) -> web.Response:
    signed_in(request)
    return reply({"number": request.match_info["number"], "version": if_match(request)})


async def upload(request: web.Request) -> web.Response:
    found: list[Any] = []
    async for part in multipart.parts(request, SMALL):
        if isinstance(part, multipart.Field):
            found.append([part.name, part.value])
        elif part.name == "skipped":
            found.append([part.name, part.filename])
        else:
            found.append([part.name, part.filename, part.media_type, sum([len(chunk) async for chunk in part])])
    return reply(found)


def failure(request: web.Request) -> Exception:
    return {
        "bug": ZeroDivisionError("secret detail of the inside"),
        "full": OSError(errno.ENOSPC, "No space left on device"),
        "away": ConnectionRefusedError("database.internal:5432"),
        "cut-off": ConnectionResetError("by database.internal:5432"),
        "stale": Problem(412, "stale", "内容已有更新", "请刷新后重试。", headers={"Retry-After": "1"}),
    }[request.match_info["how"]]


async def fail(request: web.Request) -> web.Response:
    raise failure(request)


async def break_off(request: web.Request) -> web.StreamResponse:
    """Fails after its header and the first bytes are out."""
    response = web.StreamResponse()
    response.content_length = 100
    await response.prepare(request)
    await response.write(b"half")
    raise failure(request)


async def pour(request: web.Request) -> web.StreamResponse:
    """As much as the reader takes."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * int(request.match_info["size"]))
        await asyncio.sleep(0.001)


async def cancelled(_: web.Request) -> web.StreamResponse:
    """As a server that stops ends what is in work."""
    raise asyncio.CancelledError


async def feed(request: web.Request) -> web.Response:
    having(request, Role.SUBSCRIBER)
    return web.Response(text="<feed/>", content_type="application/atom+xml")


async def desk(request: web.Request) -> web.Response:
    account = having(request, Role.EDITOR)
    return web.Response(text=f"desk of {account.login}")


async def act(request: web.Request) -> web.Response:
    having(request, Role.EDITOR)
    await request.post()
    return redirect("/desk/gallery", "已通过 3 篇平台稿")


async def gallery(request: web.Request) -> web.Response:
    having(request, Role.EDITOR)
    return page(request, "gallery/gallery.html", {"errors": {"title": "标题最多 20 个字，现在是 26 个。", "photo": ""}})


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.post("/api/v1/notes", take),
        web.get(r"/api/v1/notes/{number:\w+}", look),
        web.post("/api/v1/uploads", upload),
        web.get("/api/v1/failures/{how}", fail),
        web.get("/failures/{how}", fail),
        web.get("/api/v1/transfers/{how}", break_off),
        web.get("/transfers/{how}", break_off),
        web.get("/api/v1/pourings/{size}", pour),
        web.get("/api/v1/cancelled", cancelled),
        web.get("/feed.atom", feed),
        web.post("/feed/receipts", feed),
        web.get("/desk", desk),
        web.post("/desk/act", act),
        web.get("/desk/gallery", gallery),
        *(web.get(path, desk) for path in ("/submit", "/office", "/station", "/ops", "/mailbox")),
    ]


@pytest.fixture
async def gallery_service(open_sqlite: OpenDatabase) -> Service:
    database = await open_sqlite("identity")
    return Service("gallery", database, routes=routes(), templates=HERE / "templates")


@pytest.fixture
async def client(gallery_service: Service, clock: FixedClock) -> AsyncIterator[TestClient[Any, Any]]:
    site = await sample_site(gallery_service.database, clock)  # type: ignore[arg-type]
    async with serving([gallery_service], site) as client:
        yield client
