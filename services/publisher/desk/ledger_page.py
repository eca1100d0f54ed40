"""`/ops/ledger`: whether the ledger still holds, by a button."""

from aiohttp import web

from services.publisher.stories.ledger.verify import VerifyLedger
from shared.identity import Role
from shared.web.access import having
from shared.web.pages import page


class LedgerPage:
    def __init__(self, verify: VerifyLedger) -> None:
        self._verify = verify

    async def show(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        return page(request, "publisher/desk/ledger.html", {"broken": await self._verify()})
