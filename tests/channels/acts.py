"""What may happen to a report: how it comes there, and the act itself. A row of the table each."""

from collections.abc import Awaitable, Callable
from functools import partial

from tests.channels.report import TV, WEIBO, Report

Step = Callable[[Report], Awaitable[None]]

submit, revise, recall, release = Report.submit, Report.revise, Report.recall, Report.release
edit, hold, resume = Report.edit, Report.hold, Report.resume
out: tuple[Step, ...] = (submit, release)
corrected: tuple[Step, ...] = (*out, edit)


def decide(verdict: str) -> Step:
    return partial(Report.decide, verdict=verdict)


def withdraw(content_type: str) -> Step:
    return partial(Report.withdraw, content_type=content_type)


ACTS: dict[str, tuple[tuple[Step, ...], Step]] = {
    "报送": ((), submit),
    "备用": ((submit,), decide("hold")),
    "退回单位修改": ((submit,), decide("return")),
    "单位重报": ((submit,), revise),
    "退稿": ((submit,), decide("reject")),
    "单位撤回（发布前）": ((submit,), recall),
    "签发发布": ((submit,), release),
    "登记发布": (out, Report.register),
    "更正开始审核": (out, edit),
    "更正发布": (corrected, release),
    "更正退稿": (corrected, decide("reject")),
    "更正转为备用": (corrected, decide("hold")),
    "单位重报（发布后）": (out, revise),
    "单位重报的更正发布": ((*out, revise), release),
    "暂缓": (out, hold),
    "暂缓（更正审核中）": (corrected, hold),
    "暂缓期间更正发布": ((*corrected, hold), release),
    "恢复": ((*out, hold), resume),
    "撤稿（只撤电视台供稿）": (out, withdraw(TV)),
    "撤稿（只撤微博）": (out, withdraw(WEIBO)),
    "全部撤稿": (out, Report.take_down),
    "单位撤回（发布后）": (out, recall),
    "单位撤回（更正审核中）": (corrected, recall),
    "单位撤回（暂缓期间）": ((*out, hold), recall),
    "单位撤回后全部撤稿": ((*out, recall), Report.take_down),
    "单位撤回后恢复": ((*out, recall), resume),
}
