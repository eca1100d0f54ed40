"""What each role finds in the navigation and on the start page."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.identity import Account, Role


@dataclass(frozen=True)
class Entry:
    address: str
    name: str
    says: str
    """On the start page's card."""
    roles: frozenset[Role]


MAILBOX = frozenset({Role.EDITOR, Role.OPERATOR})
DESK = frozenset({Role.EDITOR, Role.WRITER})

ENTRIES = (
    Entry("/desk", "编辑台", "待我审核的稿件，逐级校对、审核、签发。", DESK),
    Entry("/submit", "报送", "报送活动亮点、典型案例和工作总结，查看审核进度和采用情况。", frozenset({Role.UNIT})),
    Entry("/submit", "代录", "代单位录入报送材料。", frozenset({Role.EDITOR})),
    Entry("/office", "处室", "查看、汇总各单位报送的材料。", frozenset({Role.OFFICE})),
    Entry("/station", "电视台", "新闻线索、已签发供稿和回执。", frozenset({Role.STATION})),
    Entry("/ops", "运维", "队列积压、处理失败的消息和重推。", frozenset({Role.OPERATOR})),
    Entry("/mailbox", "邮箱", "系统发出的通知邮件和需要致电的任务。", MAILBOX),
)


def entries(account: Account | None, addresses: Collection[str]) -> list[Entry]:
    """Those the account may use and that are there (`addresses`), in the order of the table."""
    if account is None:
        return []
    return [entry for entry in ENTRIES if account.role in entry.roles and entry.address in addresses]
