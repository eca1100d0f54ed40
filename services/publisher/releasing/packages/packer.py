"""Packs a signed draft: its exact strings, its pictures, a manifest with their hashes, and how to post it."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from services.publisher.releasing.packages.instructions import NAME, instructions
from services.publisher.releasing.packages.names import FOLDERS, picture_name
from services.publisher.releasing.packages.renumbered import manifest_as_bytes
from services.publisher.releasing.packages.zipped import zipped
from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.files import FileStore
from shared.ids import Sha256

TEXTS = {"abstract": "摘要.txt", "summary": "提要.txt", "script": "口播稿.txt"}
"""Fields that are pasted, or read, on their own."""
STRIPS = {"headline": "标题条", "place": "地点条", "name": "人名条"}
PLAIN = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Member:
    content: bytes
    media_type: str
    credit: str = ""
    caption: str = ""


class ZipPacker:
    def __init__(self, published: FileStore, campaign: Campaign, address: str) -> None:
        """`address`: the public site's, without a slash at the end."""
        self._published = published
        self._campaign = campaign
        self._address = address

    async def __call__(self, story: Story, draft: Draft, edition: int) -> bytes:
        pictures = _pictures(draft)
        members = _texts(draft)
        for name, picture in pictures.items():
            content = await self._published.read(Sha256(picture["sha256"]))
            members[name] = Member(content, picture["media_type"], picture["credit"], picture["caption"])
        explained = instructions(story, draft, edition, list(pictures.items()), self._campaign, self._address)
        members[NAME] = Member(explained.encode(), PLAIN)
        files = {"manifest.json": _manifest(story, draft, edition, members)}
        files |= {name: member.content for name, member in members.items()}
        return await asyncio.to_thread(zipped, files)


def _pictures(draft: Draft) -> dict[str, Mapping[str, Any]]:
    """By their names in the package, in the order of posting."""
    return {
        picture_name(field, number, picture, draft.posted.html): picture
        for field in FOLDERS
        for number, picture in enumerate(draft.content.get(field, ()), 1)
    }


def _texts(draft: Draft) -> dict[str, Member]:
    posted, content = draft.posted, draft.content
    texts = {"标题.txt": posted.title or "", "正文.txt": posted.text}
    texts |= {name: content.get(field, "") for field, name in TEXTS.items()}
    texts["字幕条.txt"] = "\n".join(map(_strip, content.get("lower_thirds", ())))
    members = {name: Member(text.encode(), PLAIN) for name, text in texts.items() if text}
    if posted.html:
        members["正文.html"] = Member(_page(posted.title or "", posted.html).encode(), HTML)
    return members


def _strip(strip: Mapping[str, str]) -> str:
    title = f"（{strip['title']}）" if strip.get("title") else ""
    return f"{STRIPS.get(strip['kind'], strip['kind'])}：{strip['text']}{title}"


def _page(title: str, signed: str) -> str:
    """The signed HTML as it is, in a frame that tells the browser its encoding: it is opened to be copied."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title>\n{signed}\n</html>\n'
    )


def _manifest(story: Story, draft: Draft, edition: int, members: Mapping[str, Member]) -> bytes:
    manifest = {
        "number": story.submission.number,
        "unit": story.submission.unit.name,
        "draft": draft.id,
        "content_type": draft.content_type,
        "version": edition,
        "content_hash": draft.content_hash,
        "files": [
            {
                "name": name,
                "sha256": hashlib.sha256(member.content).hexdigest(),
                "size": len(member.content),
                "type": member.media_type,
                "credit": member.credit,
                "caption": member.caption,
            }
            for name, member in members.items()
        ],
    }
    return manifest_as_bytes(manifest)
