"""What each channel shows of a report, in the words of the table: read from outside, as those who use it do."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from lxml import etree, html

from shared.words import draft_state
from tests.channels.report import TV, WEIBO, Report

NOTHING = "—"
CHANGES = {"released": "可用", "corrected": "更正", "restored": "恢复可用", "withheld": "暂缓", "withdrawn": "撤稿"}
USABLE = {"released", "corrected", "restored"}
STATUS = {"withheld": "withheld", "withdrawn": "canceled"}
SPOKEN = {
    "lead": "线索",
    "released": "供稿",
    "withheld": "暂缓",
    "restored": "恢复",
    "withdrawn": "撤稿",
    "recalled": "单位撤回",
}
TAG = re.compile("【([^】]+)】")
PHONE = "contact:studio"
"""A contact without an e-mail, on every route of the station."""
OURS = {"l": "tag:lianbo.example.org,2022:feed"}


async def feed(report: Report) -> str:
    """The newest change, and that the item says the same: status, text, package."""
    reader = report.people["tv"]
    changes = [
        change
        for change in (await reader.get("/feed/changes?after=0&limit=500"))["items"]
        if change["id"].endswith(f":{report.number}")
    ]
    address = f"/feed/items/{report.number}"
    status, body, _ = await reader.call("GET", f"{address}.atom")
    if not changes:
        assert status == 404
        return NOTHING
    kind = changes[-1]["type"]
    entry = etree.fromstring(body)
    assert entry.findtext("l:pubStatus", namespaces=OURS) == STATUS.get(kind, "usable")
    package, _, _ = await reader.call("GET", f"{address}/package.zip")
    assert package == (200 if kind in USABLE else 410)
    recalled = str(entry.findtext("{http://www.w3.org/2005/Atom}title")).startswith("【单位撤回】")
    return CHANGES[kind] + ("，注明单位撤回" if recalled else "")


async def station_item(report: Report) -> str:
    page = await _page(report, "station", "/station")
    rows = page.xpath(f"//tr[.//a[@href='/feed/items/{report.number}']]")
    if not rows:
        return NOTHING
    (row,) = rows
    state = row.xpath("string(td[@data-label='状态']/*[contains(@class, 'badge')])").strip()
    taken = bool(row.xpath(".//a[contains(@href, 'package.zip')]"))
    assert taken == (state in {"可用", "更正"})
    loud = page.xpath(f"boolean(//*[@role='alert']//a[@href='/feed/items/{report.number}'])")
    assert loud == (state == "单位撤回")
    for footage in row.xpath(".//a[text()='单位原片']/@href"):
        assert (await report.people["station"].call("GET", footage))[0] == 200
    return state


async def lead(report: Report) -> str:
    story, address = await report.story(), "/station"
    listed = False
    while address:
        page = await _page(report, "station", address)
        listed = listed or bool(page.xpath(f"//a[@href='/station/leads/{story['id']}']"))
        address = next(iter(page.xpath("//a[text()='更早的线索']/@href")), "")
    shown, _, _ = await report.people["station"].call("GET", f"/station/leads/{report.number}")
    assert shown == 200 or not listed
    return "在列" if listed else "不在列，可取原片" if shown == 200 else "不再提供"


async def package(report: Report) -> str:
    draft = await report.draft(WEIBO)
    status, _, _ = await report.people["office"].call("GET", f"/api/v1/drafts/{draft['id']}/package.zip")
    if status != 200 and draft["replaces"]:  # what is out is still the one that it is to correct
        status, _, _ = await report.people["office"].call("GET", f"/api/v1/drafts/{draft['replaces']}/package.zip")
    return {200: "可下载", 410: "停止下载"}.get(status, NOTHING)


async def office(report: Report) -> str:
    story = await report.story()
    status, body, _ = await report.people["office"].call("GET", f"/office/stories/{story['id']}")
    if status == 404:
        return NOTHING
    badges = html.fromstring(body).xpath(
        "//h3[starts-with(normalize-space(), '微博')]//span[contains(@class, 'badge')]/text()"
    )
    return "、".join(badges)


async def api(report: Report) -> str:
    """Of the TV item: of what is out, and of what is to take its place."""
    drafts = [one for one in (await report.story())["drafts"] if one["content_type"] == TV]
    return "、".join(
        draft_state(one["state"], TV, withheld=bool(one["released"] and one["released"]["withheld"])) for one in drafts
    )


async def progress(report: Report) -> str:
    timeline = (await report.people["unit"].get(report.url))["timeline"]
    return _told([line["title"] for line in timeline if _line(line) not in report.heard])


def mail(recipient: str) -> Callable[[Report], Awaitable[str]]:
    async def told(report: Report) -> str:
        found = [one for one in await _mails(report) if one["recipient_key"].startswith(recipient)]
        return _told([_tag(one["subject"]) for one in found if one["id"] not in report.heard])

    return told


async def call(report: Report) -> str:
    found = [one for one in await _calls(report) if one["recipient"] == PHONE and one["id"] not in report.heard]
    assert all(report.name in one["say"] for one in found)
    return _told([SPOKEN[one["template"]] for one in found])


async def heard(report: Report) -> frozenset[str]:
    """All that was told so far."""
    if not report.number:
        return frozenset()
    timeline = (await report.people["unit"].get(report.url))["timeline"]
    told = [one["id"] for one in (*await _mails(report), *await _calls(report))]
    return frozenset((*told, *map(_line, timeline)))


SIGHTS: dict[str, Callable[[Report], Awaitable[str]]] = {
    "供稿接口": feed,
    "电视台页：供稿": station_item,
    "电视台页：线索": lead,
    "给电视台的邮件": mail("contact:station"),
    "电视台没有邮箱时的致电任务": call,
    "发布包": package,
    "处室页": office,
    "给发布处室的邮件": mail("contact:zhidao"),
    "单位看到的进度": progress,
    "给单位的邮件": mail("person:"),
    "给归口处室的邮件": mail("contact:minji"),
    "编辑接口：电视台供稿": api,
}


def _told(words: list[str]) -> str:
    return "、".join(dict.fromkeys(words)) or NOTHING


def _tag(subject: str) -> str:
    """What the subject begins with."""
    tag = TAG.match(subject)
    assert tag, subject
    return tag[1]


def _line(line: Any) -> str:
    return f"{line['at']} {line['title']}"


async def _mails(report: Report) -> list[Any]:
    """Oldest first."""
    found = (await report.people["ops"].get(f"/api/v1/emails?number={report.number}&limit=200"))["items"]
    return found[::-1]


async def _calls(report: Report) -> list[Any]:
    found = (await report.people["ops"].get("/api/v1/calls?state=all&limit=200"))["items"]
    return [one for one in found[::-1] if one["number"] == report.number]


async def _page(report: Report, who: str, address: str) -> Any:
    return html.fromstring(await report.people[who].get(address))
