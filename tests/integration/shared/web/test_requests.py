"""What every request meets on its way: trace id, failures as answers, headers, authentication, same origin."""

import asyncio
import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientPayloadError, FormData
from aiohttp.test_utils import TestClient
from yarl import URL

from shared.database.engine import SqlDatabase
from shared.identity.administration import Administration
from shared.service import Service
from shared.web.application import build_application
from tests.fakes import FixedClock
from tests.sites import bearer, sample_site, serving, sign_in

Client = TestClient[Any, Any]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
UNIT, EDITOR = bearer("sample-unit-370100"), bearer("sample-editor-1")


async def problem_of(answer: Any, status: int, kind: str) -> dict[str, Any]:
    assert answer.status == status, await answer.text()
    assert answer.content_type == "application/problem+json"
    problem: dict[str, Any] = json.loads(await answer.read())
    assert problem["type"].endswith(f"/{kind}")
    assert problem["status"] == status
    assert problem["title"]
    assert "detail" in problem
    assert re.fullmatch(r"[0-9a-f]{32}", problem["trace_id"])
    assert answer.headers["X-Trace-Id"] == problem["trace_id"]
    return problem


async def test_the_callers_trace_id_is_taken_on(client: Client):
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    problem = await problem_of(await client.get("/api/v1/nothing", headers=headers), 404, "not-found")
    assert problem["trace_id"] == TRACE


@pytest.mark.parametrize(
    "header", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"ff-{TRACE}-00f067aa0ba902b7-01"]
)
async def test_without_a_valid_one_a_trace_id_is_made(client: Client, header: str):
    first = await problem_of(await client.get("/api/v1/x", headers={"traceparent": header}), 404, "not-found")
    second = await problem_of(await client.get("/api/v1/x", headers={"traceparent": header}), 404, "not-found")
    assert first["trace_id"] != second["trace_id"]
    assert first["trace_id"] not in {TRACE, "0" * 32}


@pytest.mark.parametrize(
    ("how", "status", "kind"),
    [
        ("bug", 500, "internal"),
        ("full", 507, "storage-full"),
        ("away", 503, "unavailable"),
        ("cut-off", 503, "unavailable"),
        ("stale", 412, "stale"),
    ],
)
async def test_a_failure_is_an_answer_and_tells_nothing_of_the_inside(client: Client, how: str, status: int, kind: str):
    answer = await client.get(f"/api/v1/failures/{how}")
    problem = await problem_of(answer, status, kind)
    assert ("Retry-After" in answer.headers) == (status in {503, 412})
    page = await client.get(f"/failures/{how}")
    text = await page.text()
    assert (page.status, page.content_type) == (status, "text/html")
    assert problem["title"] in text
    for inside in ("secret detail", "database.internal", "Traceback", "ZeroDivision"):
        assert inside not in text
        assert inside not in json.dumps(problem, ensure_ascii=False)


@pytest.mark.parametrize("path", ["/api/v1/transfers", "/transfers"])
@pytest.mark.parametrize("how", ["bug", "full", "away", "cut-off", "stale"])
async def test_an_answer_that_has_begun_is_broken_off_and_no_other_is_written_into_it(
    client: Client, path: str, how: str
):
    received = b""
    async with client.get(f"{path}/{how}") as answer:
        with pytest.raises(ClientPayloadError):
            async for chunk in answer.content.iter_any():
                received += chunk
    assert (answer.status, received) == (200, b"half")


async def test_pages_that_do_not_exist_or_cannot_be_posted_to_answer_in_chinese(client: Client):
    missing = await client.get("/nowhere")
    assert (missing.status, "没有找到" in await missing.text()) == (404, True)
    wrong = await client.delete("/login")
    assert (wrong.status, "不能这样操作" in await wrong.text()) == (405, True)
    assert "POST" in wrong.headers["Allow"]
    await problem_of(await client.delete("/api/v1/notes/7", headers=EDITOR), 405, "method-not-allowed")


async def test_a_body_beyond_the_limit_is_refused(client: Client):
    body = b'{"title": "' + b"x" * 5_000_000 + b'"}'
    headers = {**UNIT, "Content-Type": "application/json"}
    await problem_of(await client.post("/api/v1/notes", data=body, headers=headers), 413, "too-large")
    page = await client.post("/login", data={"login": "x" * 5_000_000})
    assert (page.status, "内容太大" in await page.text()) == (413, True)


@pytest.mark.parametrize(
    ("body", "status", "kind", "field"),
    [
        (b"{", 400, "bad-json", None),
        (b"\xff", 400, "bad-json", None),
        (b'{"title": NaN}', 400, "bad-json", None),
        (b'{"title": "\\ud800"}', 400, "bad-json", None),
        (b"[" * 100_000, 400, "bad-json", None),
        (b'{"title": "a", "title": "b"}', 422, "invalid", "title"),
        (b'{"title": "ok", "contact": {"phone": "1", "phone": "2"}}', 422, "invalid", "contact.phone"),
        (b'{"title": "ok", "files": [{"name": "a"}, {"name": "b", "name": "c"}]}', 422, "invalid", "files[1].name"),
        (b"[]", 422, "invalid", ""),
        (b"{}", 422, "invalid", "title"),
        (b'{"title": 7}', 422, "invalid", "title"),
        (b'{"title": "a\\u0000b"}', 422, "invalid", "title"),
        (b'{"title": "ok", "contact": {"phone": 7}}', 422, "invalid", "contact.phone"),
        (b'{"title": "ok", "contact": {"phone": "1", "age": 7}}', 422, "invalid", "contact.age"),
        (b'{"title": "ok", "files": [{"name": "a"}, {"name": ""}]}', 422, "invalid", "files[1].name"),
        (b'{"title": "ok", "files": [{"name": "a\\u0000"}]}', 422, "invalid", "files[0].name"),
    ],
)
async def test_bad_json_names_its_field(client: Client, body: bytes, status: int, kind: str, field: str | None):
    headers = {**UNIT, "Content-Type": "application/json"}
    problem = await problem_of(await client.post("/api/v1/notes", data=body, headers=headers), status, kind)
    if field is None:
        assert "errors" not in problem
    else:
        assert field in {error["field"] for error in problem["errors"]}
        assert all(re.search(r"[一-龥]", error["message"]) for error in problem["errors"])


PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"login=\xff", PLAIN, 400),
        (b"login=%ff", PLAIN, 400),
        (b"login=%ED%A0%80", PLAIN, 400),
        (b"login=a", f"{PLAIN}; charset=foo", 400),
        (b"login=\\ud800", f"{PLAIN}; charset=unicode_escape", 400),
        (b"&".join(b"a=1" for _ in range(2000)), PLAIN, 400),
        (b"login=%00", PLAIN, 422),
        (b"x", "multipart/form-data", 400),
        (b"x", PARTS, 400),
        (b"--b\r\nX: y\r\n\r\n1\r\n--b--\r\n", PARTS, 400),
        (b'--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\xff\r\n--b--\r\n', PARTS, 400),
        (b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n1\r\n--c--\r\n--b--\r\n", PARTS, 400),
    ],
)
async def test_a_form_that_is_none_is_the_senders_error(client: Client, body: bytes, media_type: str, status: int):
    """Needs no account, so anybody may try it."""
    page = await client.post("/login", data=body, headers={"Content-Type": media_type})
    text = await page.text()
    assert page.status == status, text
    assert "系统出错了" not in text


async def test_a_form_is_read_the_same_in_both_ways_of_sending_it(client: Client):
    body = "login=%E6%B5%8E%E5%8D%97&password=&next=%2F"
    plain = await client.post("/login", data=body, headers={"Content-Type": f"{PLAIN}; charset=UTF-8"})
    form = FormData(default_to_multipart=True)
    form.add_field("login", "济南")
    form.add_field("extra", b"\xff\xfe", filename="a.bin")
    for answer in (plain, await client.post("/login", data=form)):
        assert answer.status == 422
        assert 'value="济南"' in await answer.text()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/notes", "application/json"), ("/api/v1/uploads", PARTS), ("/login", PLAIN), ("/login", PARTS)],
)
async def test_a_body_that_is_not_compressed_as_it_says_is_a_400(
    client: Client, path: str, media_type: str, encoding: str
):
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    answer = await client.post(path, data=b"{no such thing}", headers=headers | (UNIT if "api" in path else {}))
    assert answer.status == 400, await answer.text()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cookie", b"lianbo_notice=\xff"),
        ("Cookie", b"lianbo_session=\xff"),
        ("Authorization", b"Bearer \xff"),
        ("Authorization", b"Basic \xff"),
        ("If-Modified-Since", b"Mon, 01 Jan 99999999999 00:00:00 GMT"),
        ("If-Range", b"Mon, 01 Jan 99999999999 00:00:00 GMT"),
        ("Host", b"\xff"),
        ("Range", b"bytes=0-999999999999999999999"),
        ("If-Match", b'"\xff"'),
        ("Content-Type", b"\xff"),
    ],
)
@pytest.mark.parametrize("path", ["/login", "/api/v1/notes/7", "/feed/", "/static/shared/icon.png"])
async def test_no_header_of_whatever_bytes_is_a_failure(client: Client, path: str, name: str, value: bytes):
    host = b"" if name == "Host" else b"Host: here\r\n"
    request = b"GET %s HTTP/1.1\r\n%sConnection: close\r\n%s: %s\r\n\r\n"
    assert await status_of(client, request % (path.encode(), host, name.encode(), value)) < 500


HEADERS = (
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Cache-Control", "Connection",
    "Content-Disposition", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date", "Expect",
    "Forwarded", "From", "HX-Request", "HX-Target", "Host", "Idempotency-Key", "If-Match",
    "If-Modified-Since", "If-None-Match",
    "If-Range", "If-Unmodified-Since", "Keep-Alive", "Last-Event-ID", "Origin", "Pragma", "Prefer", "Range", "Referer",
    "Sec-Fetch-Site", "Sec-WebSocket-Key", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "Via",
    "X-Forwarded-For", "X-Forwarded-Proto", "traceparent", "tracestate", "\u540d",
)  # fmt: skip
"""Whatever aiohttp or Lianbo reads, and some that nobody does."""
NOT_UTF_8 = (b"\xff", b"100-continue\xff", b'"\xff"', b"bytes=\xff-", b"\xed\xa0\x80", b"x" * 2000 + b"\xc3")


@pytest.mark.parametrize("path", ["/login", "/api/v1/notes/7", "/nowhere", "/static/shared/icon.png"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_no_header_that_is_not_utf_8_is_a_failure(client: Client, method: str, path: str):
    for name in HEADERS:
        for value in NOT_UTF_8:
            host = "" if name == "Host" else "Host: here\r\n"
            lines = f"{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{name}: ".encode() + value
            status = await status_of(client, lines + b"\r\n\r\n")
            assert status < 500, (name, value)
            if name == "Expect":
                assert status == 417


@pytest.mark.parametrize("path", ["/login", "/nowhere"])
async def test_what_nobody_can_expect_is_told(client: Client, path: str):
    answer = await client.get(path, headers={"Expect": "miracles"})
    assert (answer.status, "100-continue" in await answer.text()) == (417, True)


async def test_a_body_may_wait_for_its_go_ahead(client: Client):
    answer = await client.post("/api/v1/notes", json={"title": "亮点"}, headers=UNIT, expect100=True)
    assert answer.status == 202


async def status_of(client: Client, request: bytes) -> int:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(request)
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


@pytest.mark.parametrize("length", [256, 5000])
async def test_a_static_file_of_an_impossible_name_is_not_found(client: Client, length: int):
    assert (await client.get(f"/static/shared/{'x' * length}")).status == 404


async def test_json_must_be_called_json(client: Client):
    answer = await client.post("/api/v1/notes", data=b"{}", headers={**UNIT, "Content-Type": "text/plain"})
    await problem_of(answer, 415, "unsupported-media-type")


async def test_a_good_note_is_taken_with_its_version(client: Client):
    answer = await client.post("/api/v1/notes", json={"title": "亮点"}, headers=UNIT)
    assert (answer.status, answer.headers["ETag"], await answer.json()) == (202, '"3"', {"number": "亮点"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "亮点" in (await answer.read()).decode()


@pytest.mark.parametrize(("header", "version"), [('"3"', 3), ('W/"12"', 12), ("*", None), ("", None)])
async def test_the_version_asked_for_is_read(client: Client, header: str, version: int | None):
    answer = await client.get("/api/v1/notes/7", headers={**EDITOR, "If-Match": header})
    assert (await answer.json())["version"] == version


@pytest.mark.parametrize("header", ["3", '"x"', '"1", "2"', '"99999999999999999999"', '"-1"'])
async def test_a_version_that_none_has_is_stale(client: Client, header: str):
    answer = await client.get("/api/v1/notes/7", headers={**EDITOR, "If-Match": header})
    await problem_of(answer, 412, "stale")


@pytest.mark.parametrize(
    "headers",
    [{}, bearer("no-such-token"), bearer(""), {"Authorization": "Basic eDp5"}, {"Authorization": "Digest x"},
     bearer("x" * 5_000), {"Authorization": "Bearer \udcff"}],
)  # fmt: skip
async def test_without_a_valid_token_the_api_says_401(client: Client, headers: dict[str, str]):
    answer = await client.get("/api/v1/notes/7", headers=headers)
    await problem_of(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_the_wrong_role_is_refused(client: Client):
    await problem_of(
        await client.post("/api/v1/notes", json={"title": "x"}, headers=bearer("sample-tv")), 403, "not-allowed"
    )
    page = await client.get("/desk", headers=UNIT)
    assert (page.status, "没有权限" in await page.text()) == (403, True)


async def test_a_revoked_token_ends_at_once(client: Client, gallery_service: Service, clock: FixedClock):
    assert (await client.get("/api/v1/notes/7", headers=EDITOR)).status == 200
    await Administration(gallery_service.database, clock).revoke_token("sample-editor-1")
    await problem_of(await client.get("/api/v1/notes/7", headers=EDITOR), 401, "unauthorized")


async def test_feed_readers_may_send_the_token_as_a_password(client: Client):
    def basic(user: str, password: str) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}

    assert (await client.get("/feed.atom", headers=basic("tv", "sample-tv"))).status == 200
    assert (await client.get("/feed.atom", headers=basic("", "sample-tv"))).status == 200
    assert (await client.get("/feed.atom", headers=bearer("sample-tv"))).status == 200
    for headers in ({}, basic("tv", "wrong"), {"Authorization": "Basic %%%"}, {"Authorization": "Basic /w=="}):
        answer = await client.get("/feed.atom", headers=headers)
        await problem_of(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    answer = await client.get("/api/v1/notes/7", headers=basic("x", "sample-editor-1"))
    await problem_of(answer, 401, "unauthorized")


async def test_other_sites_cannot_act_with_a_persons_cookie(client: Client):
    await sign_in(client, "editor1")
    here = f"http://{client.host}:{client.port}"
    allowed = [
        {},
        {"Origin": here},
        {"Origin": here, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin"},
    ]
    refused = [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Origin": f"http://{client.host}:1"},
        {"Origin": f"{here}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    ]
    for headers in allowed:
        answer = await client.post("/desk/act", data={"a": "b"}, headers=headers, allow_redirects=False)
        assert answer.status == 303, headers
    for headers in refused:
        answer = await client.post("/desk/act", data={"a": "b"}, headers=headers, allow_redirects=False)
        assert answer.status == 403, headers
        assert "来自其他网站" in await answer.text()
    # Signing somebody in as somebody else is an attack too.
    login = await client.post("/login", data={"login": "a", "password": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert login.status == 403


async def test_a_bearer_token_may_come_from_anywhere_a_basic_password_not(client: Client):
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = await client.post("/api/v1/notes", json={"title": "x"}, headers={**UNIT, **elsewhere})
    assert answer.status == 202
    remembered = {"Authorization": "Basic " + base64.b64encode(b"tv:sample-tv").decode()}
    assert (await client.post("/feed/receipts", headers=remembered)).status == 200
    answer = await client.post("/feed/receipts", headers={**remembered, **elsewhere})
    await problem_of(answer, 403, "cross-site")


async def test_behind_a_proxy_the_public_address_counts_as_here(gallery_service: Service, clock: FixedClock):
    site = await sample_site(_sql(gallery_service), clock, public_url="https://lianbo.example.org")
    async with serving([gallery_service], site) as client:
        headers = {"Origin": "https://lianbo.example.org"}
        answer = await client.post("/login", data={"login": "x", "password": "y"}, headers=headers)
        assert answer.status == 422


@pytest.mark.parametrize(
    "path", ["/", "/login", "/nowhere", "/api/v1/nothing", "/static/shared/lianbo.css", "/failures/bug"]
)
async def test_every_response_carries_the_security_headers(client: Client, path: str):
    answer = await client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers
    assert "Server" not in answer.headers


async def test_no_page_has_anything_inline(client: Client):
    await sign_in(client, "editor1")
    for path in ("/", "/account", "/login", "/desk/gallery", "/nowhere"):
        text = await (await client.get(path)).text()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", text), path


async def test_uploads_are_read_as_a_stream(client: Client):
    form = FormData(default_to_multipart=True)
    form.add_field("submission", '{"标题": "x"}\r\n', content_type="application/json")
    form.add_field("file", b"a" * 50_000, filename="现场 照片.jpg", content_type="image/jpeg")
    form.add_field("skipped", b"b" * 20_000, filename="../../etc/passwd")
    answer = await client.post("/api/v1/uploads", data=form, headers=UNIT)
    assert await answer.json() == [
        ["submission", '{"标题": "x"}\n'],
        ["file", "现场 照片.jpg", "image/jpeg", 50_000],
        ["skipped", "..%2F..%2Fetc%2Fpasswd"],
    ]


@pytest.mark.parametrize(
    ("fields", "files", "named"),
    [
        ({}, [50_001], "0.bin"),
        ({"note": "x" * 1_001}, [], "note"),
        ({}, [1, 1, 1], "2.bin"),
        ({"a": "1", "b": "2", "c": "3", "d": "4"}, [], "d"),
        ({}, [49_000, 49_000, 10], ""),
        ({}, [200_000], ""),
    ],
)
async def test_whatever_is_over_its_limit_is_refused_by_name(
    client: Client, fields: dict[str, str], files: list[int], named: str
):
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for number, size in enumerate(files):
        form.add_field("file", b"x" * size, filename=f"{number}.bin")
    problem = await problem_of(await client.post("/api/v1/uploads", data=form, headers=UNIT), 413, "too-large")
    if named:
        assert problem["errors"][0]["field"] == named
    assert re.search(r"[最多大]", problem["detail"])


async def test_an_upload_without_a_length_is_counted_all_the_same(client: Client):
    async def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="skipped"; filename="x"\r\n\r\n'
        for _ in range(100):
            yield b"x" * 10_000
        yield b"\r\n--b--\r\n"

    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    await problem_of(await client.post("/api/v1/uploads", data=endless(), headers=headers), 413, "too-large")


def part(headers: bytes, content: bytes) -> bytes:
    return b"--b\r\n" + headers + b"\r\n\r\n" + content + b"\r\n"


END = b"--b--\r\n"
NAMED = b'Content-Disposition: form-data; name="a"'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "bad-multipart"),
        (b"no border at all", "bad-multipart"),
        (part(NAMED, b"1"), "bad-multipart"),
        (part(b"Content-Disposition: form-data", b"1") + END, "bad-multipart"),
        (part(NAMED + b'; filename=""', b"1") + END, "bad-multipart"),
        (part(NAMED + b"\r\nContent-Transfer-Encoding: base64", b"MQ==") + END, "bad-multipart"),
        (part(b"Content-Type: multipart/mixed; boundary=c", b"--c\r\n\r\n1\r\n--c--") + END, "bad-multipart"),
        (part(NAMED, b"\xff") + END, "bad-request"),
    ],
)
async def test_a_malformed_upload_is_a_400(client: Client, body: bytes, kind: str):
    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    await problem_of(await client.post("/api/v1/uploads", data=body, headers=headers), 400, kind)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("现场 照片.jpg", "现场 照片.jpg"),  # a browser
        ("%E7%8E%B0%E5%9C%BA%20.jpg", "现场 .jpg"),  # aiohttp, requests' successors
        ("说“好”%22.jpg", '说“好”".jpg'),  # how browsers write a quotation mark
        ("a%20b.jpg", "a%20b.jpg"),
        ("a%22b%0ac%0D.jpg", 'a"b\nc\r.jpg'),
        ("100%.jpg", "100%.jpg"),
        ("%FF.jpg", "%FF.jpg"),
    ],
)
async def test_a_files_name_is_read_however_it_was_sent(client: Client, sent: str, read: str):
    body = part(f'Content-Disposition: form-data; name="file"; filename="{sent}"'.encode(), b"1") + END
    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/api/v1/uploads", data=body, headers=headers)
    assert await answer.json() == [["file", read, "", 1]]


def named_in(sent: bytes) -> bytes:
    return part(b'Content-Disposition: form-data; name="file"; filename="' + sent + b'"', b"1") + END


@pytest.mark.parametrize("name", ["现场照片.jpg", "誠信.jpg", "誠.jpg", "100%20.jpg"])
async def test_a_name_in_gbk_is_read(client: Client, name: str):
    """The second byte of 誠 is a backslash."""
    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/api/v1/uploads", data=named_in(name.encode("gbk")), headers=headers)
    assert await answer.json() == [["file", name, "", 1]]


@pytest.mark.parametrize("sent", [b"\xff\xfe.jpg", b"\x80\x80.jpg", "图".encode() + b"\xff.jpg"])
async def test_a_name_that_is_neither_utf_8_nor_gbk_is_told(client: Client, sent: bytes):
    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/api/v1/uploads", data=named_in(sent), headers=headers)
    problem = await problem_of(answer, 422, "invalid")
    assert "UTF-8" in problem["errors"][0]["message"]


async def test_a_file_field_left_empty_is_no_file(client: Client):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n'
    headers = {**UNIT, "Content-Type": "multipart/form-data; boundary=b"}
    assert await (await client.post("/api/v1/uploads", data=body, headers=headers)).json() == []


async def test_two_routes_with_one_address_are_refused(gallery_service: Service, clock: FixedClock):
    site = await sample_site(_sql(gallery_service), clock)
    with pytest.raises(ValueError, match="/api/v1/notes: in gallery and in gallery"):
        build_application([gallery_service, gallery_service], site)


async def test_a_database_that_is_away_is_a_503_until_it_is_back(gallery_service: Service, clock: FixedClock):
    database = _sql(gallery_service)
    site = await sample_site(database, clock)
    file = str(database.writer.url.database)
    async with serving([gallery_service], site) as client:
        await database.close()
        take_away(Path(file))
        answer = await client.get("/api/v1/notes/7", headers=EDITOR)
        await problem_of(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]
        bring_back(Path(file))
        assert (await client.get("/api/v1/notes/7", headers=EDITOR)).status == 200


def take_away(file: Path) -> None:
    file.rename(file.with_suffix(".away"))
    file.mkdir()  # what cannot be opened


def bring_back(file: Path) -> None:
    file.rmdir()
    file.with_suffix(".away").rename(file)


def _sql(service: Service) -> SqlDatabase:
    assert isinstance(service.database, SqlDatabase)
    return service.database


async def test_an_address_with_nul_is_refused_before_anybody_stores_it(client: Client):
    await problem_of(await client.get(URL("/api/v1/notes/7?q=a%00b", encoded=True), headers=EDITOR), 400, "bad-request")
    page = await client.get(URL("/desk%00", encoded=True))
    assert (page.status, "控制字符" in await page.text()) == (400, True)
