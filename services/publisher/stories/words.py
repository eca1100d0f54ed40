"""The desk's own words: what a draft's fields are called, and what each entry of the ledger says."""

import re

from services.publisher.stories.content import Origin
from services.publisher.stories.ledger.entry import Action

ACTIONS: dict[str, str] = {
    Action.SUBMITTED: "收到报送",
    Action.FILED: "归档",
    Action.DRAFTED: "生成平台稿",
    Action.PLANNED: "调整审级",
    Action.SUPERSEDED: "旧稿作废",
    Action.EDITED: "修改",
    Action.PROOFREAD: "校对",
    Action.PASSED: "通过",
    Action.RETURNED: "退回修改",
    Action.REJECTED: "退稿",
    Action.HELD: "转为备用",
    Action.RESUMED: "恢复",
    Action.OVERRIDDEN: "放行机审提示",
    Action.SIGNED_OFF: "签发",
    Action.RELEASED: "发稿",
    Action.CORRECTED: "更正发稿",
    Action.WITHHELD: "暂缓",
    Action.PUBLISHED: "登记发布",
    Action.WITHDRAWN: "撤稿",
    Action.TAKEN_BACK: "单位撤回报送",
}

ORIGINS = {
    Origin.SOURCE: "原文",
    Origin.SHORTENED: "原文（有删减）",
    Origin.TEMPLATE: "固定格式",
    Origin.EDITOR: "编辑修改",
}

FIELDS = {
    "title": "标题",
    "headline": "标题",
    "text": "正文",
    "body": "正文",
    "abstract": "摘要",
    "summary": "提要",
    "script": "口播稿",
    "caption": "全文合计",
    "byline": "署名",
    "topics": "话题",
    "images": "图片",
    "media": "素材",
    "covers": "封面",
    "lower_thirds": "字幕条",
    "declarations": "声明",
    "seconds": "时长",
}

PARTS = {"caption": "图说", "credit": "摄影", "title": "身份"}

_PLACE = re.compile(r"(?P<field>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<part>\w+))?")


def field_name(place: str) -> str:
    """标题 of `title`, 图片2·图说 of `images[1].caption`; 全稿 where a finding is about no field."""
    found = _PLACE.fullmatch(place)
    if not place or found is None:
        return place or "全稿"
    name = FIELDS.get(found["field"], found["field"])
    number = "" if found["index"] is None else str(int(found["index"]) + 1)
    part = f"·{PARTS.get(found['part'], found['part'])}" if found["part"] else ""
    return f"{name}{number}{part}"
