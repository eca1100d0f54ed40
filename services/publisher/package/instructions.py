"""发布说明.txt: which account, which steps, which declarations, in words for the person who posts."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.publisher.domain.draft import Draft
from services.publisher.domain.story import Story
from shared.campaign import Account, Campaign
from shared.contracts.words import AiUse
from shared.words import AI_USES, CONTENT_TYPES, KINDS

STEPS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("steps.toml").read_text("utf-8"))


def instructions(
    story: Story, draft: Draft, pictures: Sequence[tuple[str, Mapping[str, Any]]], campaign: Campaign
) -> str:
    accounts = _accounts(draft, campaign)
    name = "、".join(f"“{account.name}”" for account in accounts) or "本次活动的发布账号"
    return "\n".join(
        [
            f"【发布说明】{CONTENT_TYPES[draft.content_type]}",
            "",
            "一、稿件",
            f"编号：{story.submission.number}",
            f"供稿单位：{story.submission.unit.name}　类别：{KINDS[story.submission.kind]}",
            f"标题：{draft.posted.title or story.submission.title}",
            f"签发版本：第{draft.version}版　内容指纹：{draft.content_hash[:12]}",
            *(f"发布账号：{account.name}（由{account.posted_by}发布）" for account in accounts),
            "",
            "二、步骤",
            *(f"{n}. {step.format(account=name)}" for n, step in enumerate(STEPS[draft.content_type]["steps"], 1)),
            "",
            "三、声明",
            *_declarations(draft.content.get("declarations", {})),
            "",
            "四、话题",
            *_topics(draft.content.get("topics", ())),
            "",
            "五、图片",
            *_pictures(pictures),
            "",
            "六、注意",
            "本包就是签发的内容，文字和图片请勿改动；确需修改，请在联播中提出更正，重新审签。",
            "发布后请回到联播的稿件页登记发布地址。发布前请再看一眼稿件页：显示“撤稿”或“暂缓”的，不要发布。",
            "",
        ]
    )


def _accounts(draft: Draft, campaign: Campaign) -> list[Account]:
    platform = draft.content_type.partition(".")[0]
    return [account for account in campaign.accounts if account.platform == platform]


def _declarations(declared: Mapping[str, Any]) -> list[str]:
    lines = [
        f"人工智能使用情况：{AI_USES[AiUse(declared.get('ai_use', AiUse.NONE))]}",
        "原创：声明原创" if declared.get("original") else "原创：不声明原创",
    ]
    if statement := declared.get("statement"):
        lines.append(f"平台声明：勾选或注明“{statement}”")
    return lines


def _topics(topics: Sequence[str]) -> list[str]:
    return [f"{'、'.join(topics)}（已写在正文里，不必另加）"] if topics else ["无"]


def _pictures(pictures: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    lines = []
    for name, picture in pictures:
        about = [
            text for text in (picture.get("caption"), picture.get("credit") and f"摄影：{picture['credit']}") if text
        ]
        lines.append(f"{name}　{'　'.join(about)}".rstrip("　"))
    return lines or ["无"]
