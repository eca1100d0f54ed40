"""A campaign and a report to start from; each test changes what it is about."""

from pathlib import Path
from typing import Any

from services.ingest.domain.report import Report
from shared.campaign import Campaign
from shared.campaign.folder import load_campaign

CAMPAIGN_FOLDER = Path(__file__).parents[3] / "deploy/campaigns/2022-lifelong-learning-week"


def sample_campaign() -> Campaign:
    return load_campaign(CAMPAIGN_FOLDER)


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "highlight",
        "category": "smart-elderly",
        "title": "社区课堂教老人用手机",
        "body_text": "12月5日，社区课堂坐满了老人。\n志愿者手把手教大家预约挂号。",
        "event_date": "2022-12-05",
        "place": "济南市市中区",
        "contact": {"name": "张老师", "phone": "0531-00000000", "email": "jinan@example.org"},
        "authors": {"text": "王一", "photo": "李二", "approved_by": "赵三"},
        "ai_use": "none",
        **changes,
    }


def report(**changes: Any) -> Report:
    return Report.model_validate(fields(**changes))
