"""Who may do what: every address of the system against every role, in one table. An address that is not in it fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from services.system import compose
from shared.identity.administration import Administration
from shared.settings import open_settings
from shared.web.application import build_application
from shared.web.keys import Site
from tests.pictures import photo
from tests.running import eventually
from tests.whole import Answer, Whole

in_one_loop = pytest.mark.asyncio(loop_scope="module")

PEOPLE = {
    "nobody": "",
    "jinan": "sample-unit-370100",
    "yantai": "sample-unit-370600",
    "writer": "sample-writer-1",
    "editor": "sample-editor-1",
    "chief": "sample-chief",
    "minji": "sample-office-1",
    "zhidao": "sample-office-2",
    "station": "sample-tvdesk",
    "tv": "sample-tv",
    "ops": "sample-ops",
}

TABLE = """
# +  may (what it then says of an empty request does not matter)     -  403, may not     0  has to sign in
# ?  404: there is none, or one that this account must not even learn of
#
#                                           nobody jinan yantai writer editor chief minji zhidao station tv ops
#                                                 (the other city)                  (民继处) (指导中心)
GET    /                                       +     +     +      +      +     +     +     +      +     +   +
GET    /login                                  +     +     +      +      +     +     +     +      +     +   +
POST   /login                                  +     +     +      +      +     +     +     +      +     +   +
POST   /logout                                 +     +     +      +      +     +     +     +      +     +   +
GET    /account                                0     +     +      +      +     +     +     +      +     +   +
POST   /account/keys                           0     +     +      +      +     +     +     +      +     +   +
POST   /account/password                       0     +     +      +      +     +     +     +      +     +   +
POST   /account/sessions                       0     +     +      +      +     +     +     +      +     +   +
POST   /account/tokens                         0     +     +      +      +     +     +     +      +     +   +
GET    /api/v1/openapi.json                    +     +     +      +      +     +     +     +      +     +   +
#
# 报送: a unit its own; who reviews reads, an editor may enter for a unit (代录); an office reads what is routed to it
GET    /submit                                 0     +     +      +      +     +     +     +      -     -   -
GET    /submit/new                             0     +     +      -      +     +     -     -      -     -   -
POST   /submit/new                             0     +     +      -      +     +     -     -      -     -   -
POST   /submit/pasted                          0     +     +      -      +     +     -     -      -     -   -
GET    /submit/{highlight}                     0     +     ?      +      +     +     ?     ?      -     -   -
GET    /submit/{highlight}/receipt             0     +     ?      +      +     +     ?     ?      -     -   -
GET    /submit/{highlight}/revise              0     +     ?      -      +     +     -     -      -     -   -
POST   /submit/{highlight}/revise              0     +     ?      -      +     +     -     -      -     -   -
POST   /submit/{highlight}/withdraw            0     +     ?      -      +     +     -     -      -     -   -
GET    /submit/{highlight}/files/{picture}     0     +     ?      +      +     +     ?     ?      -     -   -
GET    /submit/{summary}                       0     +     ?      +      +     +     +     ?      -     -   -
GET    /submit/{summary}/receipt               0     +     ?      +      +     +     +     ?      -     -   -
GET    /submit/{summary}/files/{evidence}      0     +     ?      -      -     -     +     ?      -     -   -
POST   /api/v1/submissions                     0     +     +      -      +     +     -     -      -     -   -
GET    /api/v1/submissions                     0     +     +      +      +     +     +     +      -     -   -
GET    /api/v1/submissions/{highlight}         0     +     ?      +      +     +     ?     ?      -     -   -
GET    /api/v1/submissions/{summary}           0     +     ?      +      +     +     +     ?      -     -   -
PUT    /api/v1/submissions/{highlight}         0     +     ?      -      +     +     -     -      -     -   -
DELETE /api/v1/submissions/{highlight}         0     +     ?      -      +     +     -     -      -     -   -
POST   /preview                                0     +     +      +      +     +     -     -      -     -   -
POST   /api/v1/previews                        0     +     +      +      +     +     -     -      -     -   -
#
# 编辑部: drafts and their packages are nobody else's, but for the packages that an office posts
GET    /desk                                   0     -     -      +      +     +     -     -      -     -   -
GET    /desk/bulk                              0     -     -      +      +     +     -     -      -     -   -
POST   /desk/bulk                              0     -     -      +      +     +     -     -      -     -   -
GET    /desk/stories/{story}                   0     -     -      +      +     +     -     -      -     -   -
GET    /desk/stories/{story}/sheet             0     -     -      +      +     +     -     -      -     -   -
POST   /desk/stories/{story}/reviews           0     -     -      +      +     +     -     -      -     -   -
POST   /desk/stories/{story}/plan              0     -     -      +      +     +     -     -      -     -   -
POST   /desk/stories/{story}/withdrawals       0     -     -      +      +     +     -     -      -     -   -
POST   /desk/stories/{story}/drafts            0     -     -      +      +     +     -     -      -     -   -
GET    /desk/drafts/{draft}/edit               0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/edit               0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/preview            0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/counters           0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/proofs             0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/reviews            0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/holds              0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/resumptions        0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/publications       0     -     -      +      +     +     -     -      -     -   -
POST   /desk/drafts/{draft}/withdrawals        0     -     -      +      +     +     -     -      -     -   -
GET    /desk/files/{rendition}                 0     -     -      +      +     +     +     +      -     -   -
GET    /api/v1/stories                         0     -     -      +      +     +     -     -      -     -   -
GET    /api/v1/stories/{story}                 0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/stories/{story}/proofs          0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/stories/{story}/reviews         0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/stories/{story}/plan            0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/stories/{story}/drafts          0     -     -      +      +     +     -     -      -     -   -
GET    /api/v1/drafts/{draft}                  0     -     -      +      +     +     -     -      -     -   -
PUT    /api/v1/drafts/{draft}                  0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/proofs           0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/reviews          0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/holds            0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/resumptions      0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/publications     0     -     -      +      +     +     -     -      -     -   -
POST   /api/v1/drafts/{draft}/withdrawals      0     -     -      +      +     +     -     -      -     -   -
GET    /api/v1/drafts/{draft}/package.zip      0     -     -      +      +     +     -     -      -     -   -
GET    /api/v1/drafts/{weibo}/package.zip      0     -     -      +      +     +     -     +      -     -   -
#
# 来稿原件: what is routed to an office on receipt is its own; 佐证材料 nobody's but the office's it is for
GET    /desk/stories/{story}/originals/{picture}               0  -  -  +  +  +  -  -  +  -  -
GET    /desk/stories/{case_story}/originals/{case_picture}     0  -  -  +  +  +  +  +  -  -  -
GET    /desk/stories/{summary_story}/originals/{evidence}      0  -  -  -  -  -  +  -  -  -  -
GET    /desk/stories/{taken_back_story}/originals/{taken_back} 0  -  -  +  +  +  -  -  ?  -  -
#
# 处室、电视台
GET    /office                                 0     -     -      -      -     -     +     +      -     -   -
GET    /office/to-post                         0     -     -      -      -     -     +     +      -     -   -
GET    /changes                                0     -     -      +      +     +     +     +      +     -   -
GET    /office/stories/{case_story}            0     -     -      -      -     -     +     +      -     -   -
GET    /office/stories/{summary_story}         0     -     -      -      -     -     +     ?      -     -   -
GET    /office/stories/{taken_back_story}      0     -     -      -      -     -     ?     ?      -     -   -
# what is released and routed to an office is posted by it, and by no other; the station's item by none
GET    /office/stories/{story}                 0     -     -      -      -     -     ?     +      -     -   -
POST   /office/drafts/{weibo}/publications     0     -     -      -      -     -     -     +      -     -   -
POST   /office/drafts/{draft}/publications     0     -     -      -      -     -     -     -      -     -   -
GET    /station                                0     -     -      -      +     +     -     -      +     -   -
GET    /station/leads/{story}                  0     -     -      -      +     +     -     -      +     -   -
GET    /station/leads/{case_story}             0     -     -      -      ?     ?     -     -      ?     -   -
GET    /station/leads/{taken_back_story}       0     -     -      -      ?     ?     -     -      ?     -   -
#
# 供稿: with a token of one's own, or with a subscriber's in the address
GET    /feed                                   +     +     +      +      +     +     +     +      +     +   +
GET    /feed.atom                              0     -     -      -      +     +     -     -      +     +   -
GET    /feed/changes                           0     -     -      -      +     +     -     -      +     +   -
GET    /feed/items/{item}                      0     -     -      -      +     +     -     -      +     +   -
GET    /feed/items/{item}.atom                 0     -     -      -      +     +     -     -      +     +   -
GET    /feed/items/{item}.txt                  0     -     -      -      +     +     -     -      +     +   -
GET    /feed/items/{item}/package.zip          0     -     -      -      +     +     -     -      +     +   -
GET    /feed/media/{rendition}/1.jpg           0     -     -      -      +     +     -     -      +     +   -
GET    /feed/k/sample-tv/feed.atom             +     +     +      +      +     +     +     +      +     +   +
GET    /feed/k/sample-tv/changes               +     +     +      +      +     +     +     +      +     +   +
GET    /feed/k/sample-tv/items/{item}          +     +     +      +      +     +     +     +      +     +   +
GET    /feed/k/sample-tv/items/{item}.atom     +     +     +      +      +     +     +     +      +     +   +
GET    /feed/k/sample-tv/items/{item}.txt      +     +     +      +      +     +     +     +      +     +   +
GET    /feed/k/sample-tv/items/{item}/package.zip  + + + + + + + + + + +
GET    /feed/k/sample-tv/media/{rendition}/1.jpg   + + + + + + + + + + +
GET    /feed/k/sample-chief/feed.atom          -     -     -      -      -     -     -     -      -     -   -
GET    /feed/k/{revoked}/feed.atom             0     0     0      0      0     0     0     0      0     0   0
#
# 运行
GET    /ops                                    0     -     -      -      -     -     -     -      -     -   +
GET    /ops/ledger                             0     -     -      -      -     -     -     -      -     -   +
GET    /ops/dead-letters                       0     -     -      -      -     -     -     -      -     -   +
POST   /ops/dead-letters/replays               0     -     -      -      -     -     -     -      -     -   +
POST   /ops/dead-letters/discards              0     -     -      -      -     -     -     -      -     -   +
GET    /ops/dead-letters/none                  0     -     -      -      -     -     -     -      -     -   ?
GET    /api/v1/queues                          0     -     -      -      -     -     -     -      -     -   +
GET    /api/v1/dead-letters                    0     -     -      -      -     -     -     -      -     -   +
GET    /api/v1/dead-letters/none               0     -     -      -      -     -     -     -      -     -   ?
POST   /api/v1/dead-letters/none/replays       0     -     -      -      -     -     -     -      -     -   ?
DELETE /api/v1/dead-letters/none               0     -     -      -      -     -     -     -      -     -   ?
#
# 通知
GET    /mailbox                                0     -     -      -      +     +     -     -      -     -   +
GET    /mailbox/mails/{mail}                   0     -     -      -      +     +     -     -      -     -   +
GET    /mailbox/mails/{mail}/html              0     -     -      -      +     +     -     -      -     -   +
POST   /mailbox/mails/{mail}/decision          0     -     -      -      +     +     -     -      -     -   +
GET    /mailbox/calls                          0     -     -      -      +     +     -     -      -     -   +
POST   /mailbox/calls/none/done                0     -     -      -      ?     ?     -     -      -     -   ?
GET    /api/v1/emails                          0     -     -      -      -     -     -     -      -     -   +
POST   /api/v1/emails/{mail}/decisions         0     -     -      -      -     -     -     -      -     -   +
GET    /api/v1/calls                           0     -     -      -      +     +     -     -      -     -   +
POST   /api/v1/calls/none/done                 0     -     -      -      ?     ?     -     -      -     -   ?
"""


@dataclass(frozen=True)
class Line:
    method: str
    path: str
    marks: tuple[str, ...]


LINES = [
    Line(words[0], words[1], tuple(words[2:]))
    for line in TABLE.splitlines()
    if (words := line.split()) and words[0] != "#"
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def things(whole: Whole) -> dict[str, str]:
    """What the table's names stand for: jinan's reports, released, filed, taken back."""
    jinan, picture = PEOPLE["jinan"], {"现场.jpg": (photo("现场"), "image/jpeg")}
    shown = [{"name": "现场.jpg", "caption": "图为课堂", "credit": "李二", "consent": "public_scene"}]
    highlight = await whole.submit(jinan, picture, files=shown)
    case = await whole.submit(
        jinan, {"案例.jpg": (photo("案例"), "image/jpeg")}, kind="case", title="社区学习共同体的典型案例",
        files=[{**shown[0], "name": "案例.jpg"}],
    )  # fmt: skip
    material = {"佐证.jpg": (photo("佐证"), "image/jpeg")}
    evidence = [{"name": "佐证.jpg", "role": "evidence", "caption": "", "credit": "", "consent": "public_scene"}]
    summary = await whole.submit(jinan, material, kind="summary", title="活动周工作总结", files=evidence)
    gone = await whole.submit(
        jinan,
        {"撤回.jpg": (photo("撤回"), "image/jpeg")},
        title="发错了的一篇",
        files=[{**shown[0], "name": "撤回.jpg"}],
    )
    await whole.story(gone["number"])
    answer = await whole.ask("DELETE", f"/api/v1/submissions/{gone['number']}", jinan, json={"reason": "发错了"})
    assert answer.status == 202, answer.text
    story = await whole.sign(highlight["number"])
    item = next(draft for draft in story["drafts"] if draft["content_type"] == "tv.item")

    async def taken_back() -> bool:
        return bool((await whole.story(gone["number"]))["state"] == "withdrawn")

    await eventually(taken_back)
    mails = (await whole.get("/api/v1/emails", PEOPLE["ops"]))["items"]
    changes = (await whole.get("/feed/changes", PEOPLE["tv"]))["items"]
    return {
        "highlight": highlight["number"],
        "summary": summary["number"],
        "story": story["id"],
        "draft": item["id"],
        "weibo": next(draft["id"] for draft in story["drafts"] if draft["content_type"] == "weibo.status"),
        "picture": story["submission"]["files"][0]["sha256"],
        "rendition": next(re.finditer(r'"sha256": ?"([0-9a-f]{64})"', str(item).replace("'", '"')))[1],
        "item": changes[-1]["id"],
        "mail": mails[0]["id"],
        **await _of(whole, case, "case_story", "case_picture"),
        **await _of(whole, summary, "summary_story", "evidence"),
        **await _of(whole, gone, "taken_back_story", "taken_back"),
        "revoked": await _revoked(whole, "tv"),
    }


async def _of(whole: Whole, receipt: dict[str, str], story_name: str, file_name: str) -> dict[str, str]:
    story = await whole.story(receipt["number"])
    return {story_name: story["id"], file_name: story["submission"]["files"][0]["sha256"]}


async def _revoked(whole: Whole, login: str) -> str:
    administration = Administration(whole.system.databases["identity"], whole.system.clock)
    token = await administration.add_token(login)
    await administration.revoke_token(token)
    return token


async def _asked(whole: Whole, line: Line, things: dict[str, str], token: str) -> Answer:
    """An empty request, with a version that was never there: who may act is then told what is missing."""
    path = line.path.format(**things)
    if line.method == "GET":
        return await whole.ask("GET", path, token)
    if path.startswith("/api/"):
        version = {"version": 999999} if path.endswith(("/holds", "/resumptions")) else {}
        return await whole.ask(line.method, path, token, json=version, headers={"If-Match": '"999999"'})
    form: Any = {"version": "999999"}
    if path == "/preview" or path.endswith(("/new", "/revise")):
        form = aiohttp.MultipartWriter("form-data")
        form.append("highlight").set_content_disposition("form-data", name="kind")
    return await whole.ask(line.method, path, token, data=form)


def _mark(answer: Answer) -> str:
    match answer.status:
        case 401:
            return "0"
        case 303 if answer.headers["Location"].startswith("/login"):
            return "0"
        case 403:
            return "-"
        case 404:
            return "?"
        case status if status < 500:
            return "+"
    return str(answer.status)


@in_one_loop
async def test_everybody_may_what_the_table_says_and_nothing_else(whole: Whole, things: dict[str, str]):
    wrong = []
    for line in LINES:
        assert len(line.marks) == len(PEOPLE), line
        for (name, token), mark in zip(PEOPLE.items(), line.marks, strict=True):
            answer = await _asked(whole, line, things, token)
            if _mark(answer) != mark:
                wrong.append(f"{line.method} {line.path}: {name} {_mark(answer)} ({answer.status}), not {mark}")
    assert not wrong, "\n".join(wrong)


@in_one_loop
async def test_a_revoked_token_opens_nothing(whole: Whole, things: dict[str, str]):
    """Not even what everybody sees: whoever sends it should learn that it has ended."""
    token = await _revoked(whole, "chief")
    opened = [
        f"{line.method} {line.path}" for line in LINES if (await _asked(whole, line, things, token)).status != 401
    ]
    assert opened == []


def test_the_table_names_every_address_there_is(tmp_path: Path):
    listed = {(line.method, line.path) for line in LINES}
    missing = [
        f"{method} {path}"
        for method, path in _addresses(tmp_path)
        if not any(method == one and _fits(path, written) for one, written in listed)
    ]
    assert missing == []


def _fits(address: str, written: str) -> bool:
    """A `{…}` of the route is one part of the written path, whatever stands there."""
    parts = re.split(r"\{\w+\}", address)
    return re.fullmatch("[^/]+?".join(map(re.escape, parts)), written) is not None


def _addresses(folder: Path) -> Iterator[tuple[str, str]]:
    system = compose(open_settings({}, data=folder), sample=True)
    site = Site(system.settings, system.identity, system.clock, system.campaign, sample=True)
    for route in build_application(system.services, site).router.routes():
        assert route.resource
        if route.method != "HEAD" and not isinstance(route.resource, web.StaticResource):
            yield route.method, route.resource.canonical
