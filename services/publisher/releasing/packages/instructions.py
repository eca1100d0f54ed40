"""发布说明.txt: which account, which steps, which declarations, in words for the person who posts. It asks for nothing
that its reader may not do, and says at which page.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.publisher.feed.item import slug_of
from services.publisher.feed.item_of_draft import signed_about
from services.publisher.stories.draft import Draft
from services.publisher.stories.posting import is_posted_by_an_office
from services.publisher.stories.story import Story
from shared.campaign import Account, Campaign
from shared.contracts.words import AiUse, ContentType
from shared.words import AI_USES, CONTENT_TYPES, KINDS

STEPS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("steps.toml").read_text("utf-8"))

NAME = "发布说明.txt"
_EDITION = re.compile(r"签发版本：第\d+版")

REPLACING = "请在原处修改；平台不能修改的，删除原内容后重新发布，请勿与原稿并存。发布后请重新登记发布地址。"

Pictures = Sequence[tuple[str, Mapping[str, Any]]]
"""Each by its name in the package, in the order of posting."""

_NUMERALS = "一二三四五六七八九"


def instructions(story: Story, draft: Draft, edition: int, pictures: Pictures, campaign: Campaign, address: str) -> str:
    """`address`: the public site's."""
    guide = STEPS[draft.content_type]
    accounts = _accounts(draft, campaign)
    name = "、".join(f"“{account.name}”" for account in accounts) or "本次活动的发布账号"
    sections: dict[str, Sequence[str]] = {
        "稿件": _story(story, draft, edition, accounts),
        "更正": _correction(story, draft),
        "步骤": [
            f"{n}. {step.format(account=name, editors=_editors(campaign))}" for n, step in enumerate(guide["steps"], 1)
        ],
        "声明": _declarations(draft.content.get("declarations", {}), may_be_original=guide["may_be_original"]),
        "话题": _topics(draft.content.get("topics", ())),
        "图片": _pictures(pictures),
        "注意": _attention(story, draft, campaign, address),
    }
    told = [(title, lines) for title, lines in sections.items() if lines]
    parts = ["\n".join([f"{_NUMERALS[n]}、{title}", *lines]) for n, (title, lines) in enumerate(told)]
    return "\n\n".join([f"【发布说明】{CONTENT_TYPES[draft.content_type]}", *parts]) + "\n"


def as_edition(instructions: str, edition: int) -> str:
    """The same under another number."""
    return _EDITION.sub(f"签发版本：第{edition}版", instructions, count=1)


def _story(story: Story, draft: Draft, edition: int, accounts: Sequence[Account]) -> list[str]:
    """Of the report only what no revision of it changes: the newest may be another than the draft was made from."""
    report = story.submission
    kind = _kind(story, draft)
    title = draft.posted.title or draft.content.get("title", "")
    return [
        f"编号：{report.number}",
        f"供稿单位：{report.unit.name}" + (f"　类别：{kind}" if kind else ""),
        *([f"标题：{title}"] if title else []),
        f"签发版本：第{edition}版　内容指纹：{draft.content_hash[:12]}",
        *(f"发布账号：{account.name}（由{account.posted_by}发布）" for account in accounts),
    ]


def _correction(story: Story, draft: Draft) -> list[str]:
    """Whoever posts by hand posts nothing twice."""
    if not story.corrects(draft):
        return []
    if draft.content_type is ContentType.TV_ITEM:
        return ["本稿是更正，用来替换此前的供稿；此前的版本请勿再播出。"]
    if address := story.replaced_address(draft):
        return [f"本稿是更正，用来替换已发布在下面网址的内容：{address}", REPLACING]
    return ["本稿是更正，用来替换此前的发布包；此前的发布包尚未登记发布网址，请先查明是否已经发布。", REPLACING]


def _attention(story: Story, draft: Draft, campaign: Campaign, address: str) -> list[str]:
    keep = f"本包就是签发的内容，文字和图片请勿改动；需要修改的，请告知{_editors(campaign)}，由编辑提出更正。"
    if draft.content_type is ContentType.TV_ITEM:
        item = f"{address}/feed/items/{slug_of(story.submission.number)}"
        return [keep, f"播出前请再看一眼本稿现在的情况，显示“撤稿”或“暂缓”的，不要播出：{item}"]
    pages = [f"编辑请打开：{address}/desk/stories/{story.id}"]
    if is_posted_by_an_office(story, draft, campaign):
        pages.insert(0, f"处室请打开：{address}/office/stories/{story.id}")
    look = "发布前请再看一眼本稿的页面，显示“撤稿”或“暂缓”的，不要发布；发布后请在同一页登记发布网址。"
    return [keep, look, *pages]


def _editors(campaign: Campaign) -> str:
    """Whom a reader without an editor's account turns to."""
    contact = campaign.contact(campaign.help)
    return f"编辑部（联系{contact.name}{f'，电话 {contact.phone}' if contact.phone else ''}）" if contact else "编辑部"


def _kind(story: Story, draft: Draft) -> str:
    if signed := signed_about(draft):
        return signed.kind.title
    return KINDS[story.submission.kind] if draft.revision == story.submission.revision else ""


def _accounts(draft: Draft, campaign: Campaign) -> list[Account]:
    platform = draft.content_type.partition(".")[0]
    return [account for account in campaign.accounts if account.platform == platform]


def _declarations(declared: Mapping[str, Any], *, may_be_original: bool) -> list[str]:
    lines = [f"人工智能使用情况：{AI_USES[AiUse(declared.get('ai_use', AiUse.NONE))]}"]
    if may_be_original:
        lines.append("原创：声明原创" if declared.get("original") else "原创：不声明原创")
    if statement := declared.get("statement"):
        lines.append(f"平台声明：勾选或注明“{statement}”")
    return lines


def _topics(topics: Sequence[str]) -> list[str]:
    return [f"{'、'.join(topics)}（已写在正文里，不必另加）"] if topics else []


def _pictures(pictures: Pictures) -> list[str]:
    lines = []
    for name, picture in pictures:
        about = [
            text for text in (picture.get("caption"), picture.get("credit") and f"摄影：{picture['credit']}") if text
        ]
        lines.append(f"{name}　{'　'.join(about)}".rstrip("　"))
    return lines
