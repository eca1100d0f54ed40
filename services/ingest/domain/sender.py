"""For which unit an account may send, and what it may see."""

from dataclasses import dataclass

from services.ingest.domain.mistakes import InvalidReport, Mistake
from services.ingest.domain.refusals import NotAllowed
from shared.campaign import Campaign
from shared.contracts.submissions import Submission, Unit
from shared.contracts.words import Kind
from shared.identity import Account, Role
from shared.ids import AccountId

READERS = frozenset({Role.EDITOR, Role.WRITER})
"""See every submission; a unit sees its own, an office what the campaign routes to it, all others none."""


@dataclass(frozen=True)
class Sender:
    account: Account
    unit: Unit
    entered_by: AccountId | None
    """The editor who enters for the unit, 代录."""


@dataclass(frozen=True)
class Sight:
    """Which submissions an account sees. None: not narrowed by this."""

    unit: str | None = None
    kinds: frozenset[Kind] | None = None

    def shows(self, submission: Submission) -> bool:
        return self.unit in {None, submission.unit.code} and (self.kinds is None or submission.kind in self.kinds)


def may_send(account: Account) -> bool:
    return account.role in {Role.UNIT, Role.EDITOR}


def sender(account: Account, code: str, campaign: Campaign) -> Sender:
    """`code` is the unit that the report names; a unit's own account need not name it."""
    if account.role == Role.UNIT:
        if code and code != account.unit:
            raise NotAllowed("只能以本单位名义报送，请去掉 unit 或改为本单位代码。", field="unit")
        return Sender(account, _own_unit(account, campaign), None)
    if account.role == Role.EDITOR:
        return Sender(account, _named_unit(code, campaign), entered_by(account))
    raise NotAllowed("当前账号不能报送材料，请使用单位账号，或由编辑代录。")


def entered_by(account: Account) -> AccountId | None:
    """代录: whoever acts for a unit without being of it."""
    return None if account.role is Role.UNIT else account.id


def sight(account: Account, campaign: Campaign) -> Sight:
    if account.role == Role.UNIT:
        return Sight(unit=account.unit)
    if account.role == Role.OFFICE:
        return Sight(kinds=frozenset(rules.kind for rules in campaign.kinds if account.office in rules.offices))
    if account.role in READERS:
        return Sight()
    raise NotAllowed("当前账号不能查看报送材料。")


def sends(account: Account) -> None:
    """NotAllowed for whoever may only read, said before anything else is looked at."""
    if not may_send(account):
        raise NotAllowed("当前账号不能修改或撤回稿件，请联系供稿单位。")


def _own_unit(account: Account, campaign: Campaign) -> Unit:
    unit = campaign.unit(account.unit)
    if unit is None:
        raise NotAllowed("贵单位不在本次活动的报送单位名单中，请与主办方联系。")
    return Unit(code=unit.code, name=unit.name, type=unit.type)


def _named_unit(code: str, campaign: Campaign) -> Unit:
    if not code:
        raise InvalidReport([Mistake("unit", "代录请选择供稿单位。")])
    unit = campaign.unit(code)
    if unit is None:
        raise InvalidReport([Mistake("unit", "报送单位名单中没有这个代码，请核对。")])
    return Unit(code=unit.code, name=unit.name, type=unit.type)
