"""What makes a well-formed report a valid one in this campaign."""

from collections.abc import Iterator
from datetime import datetime

from services.ingest.domain.mistakes import Mistake
from services.ingest.domain.report import Report
from shared.campaign import Campaign
from shared.contracts.unknown import Open
from shared.contracts.words import Kind
from shared.event_day import implausible
from shared.words import KINDS


def canonical(report: Report, campaign: Campaign) -> Report:
    """People write a category by its title, programs by its key: both are understood."""
    for category in campaign.categories:
        if report.category == category.title:
            return report.model_copy(update={"category": category.key})
    return report


def mistakes(report: Report, campaign: Campaign, now: datetime, before: Open[Kind] | None = None) -> list[Mistake]:
    """All of them at once, in the order of the form. `before`: the kind of what it revises."""
    return [
        *_kind(report, campaign, before),
        *_category(report, campaign),
        *_body(report),
        *_event(report, now),
        *_contact(report),
    ]


def _kind(report: Report, campaign: Campaign, before: Open[Kind] | None) -> Iterator[Mistake]:
    """Quota, lateness and whether there are drafts go by the kind: it stays what it was."""
    if before is not None and report.kind != before:
        yield Mistake("kind", f"种类不能更改，本稿是{KINDS[before]}；确需更改的，请撤回本稿后另行报送。")
        return
    if not any(rules.kind == report.kind for rules in campaign.kinds):
        yield Mistake("kind", "本次活动不收这一类材料，请另选。")


def _category(report: Report, campaign: Campaign) -> Iterator[Mistake]:
    if report.category and campaign.category(report.category) is None:
        yield Mistake("category", "没有这个类别，请从列表中选择。")
    if not report.category and report.kind != Kind.SUMMARY:
        yield Mistake("category", "请选择类别。")


def _body(report: Report) -> Iterator[Mistake]:
    match report.bodies:
        case []:
            yield Mistake("body_text", "请填写正文。")
        case [(form, source)]:
            if not source.strip():
                yield Mistake(f"body_{form}", "请填写正文。")
        case [_, *others]:
            for form, _ in others:
                yield Mistake(f"body_{form}", "正文只能以一种格式提交，请只保留一个。")


def _event(report: Report, now: datetime) -> Iterator[Mistake]:
    if report.event_date is None and report.kind == Kind.HIGHLIGHT:
        yield Mistake("event_date", "请填写活动日期。")
    if message := implausible(report.event_date, now):
        yield Mistake("event_date", message)


def _contact(report: Report) -> Iterator[Mistake]:
    if not report.contact.phone and not report.contact.email:
        yield Mistake("contact.phone", "电话和邮箱请至少填写一项。")
