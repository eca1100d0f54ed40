"""Who may see a file of a report that they may see: said once, for the services that show reports."""

from shared.campaign import Campaign
from shared.contracts.submissions import File
from shared.contracts.unknown import Open
from shared.contracts.words import FileRole, Kind
from shared.identity import Account, Role


def may_see_file(account: Account, file: File, kind: Open[Kind], campaign: Campaign) -> bool:
    """佐证材料 is for its unit and the office it is routed to, nobody else; the rest also for those who edit, and for
    the station where it is routed there.
    """
    if account.role is Role.UNIT:
        return True
    routed = account.office in campaign.handling(kind).offices
    if file.role is not FileRole.MEDIA:
        return account.role is Role.OFFICE and routed
    return routed or account.role in {Role.EDITOR, Role.WRITER}
