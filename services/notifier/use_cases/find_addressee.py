"""Looks up whom a recipient stands for: offices in the campaign, everybody else in identity."""

from services.notifier.domain.addressee import Addressee
from services.notifier.domain.message import Recipient
from shared.campaign import Campaign
from shared.identity import Identity
from shared.identity.account import Role
from shared.ids import AccountId, PersonId


class FindAddressee:
    def __init__(self, campaign: Campaign, identity: Identity) -> None:
        self._campaign = campaign
        self._identity = identity

    async def find(self, recipient: Recipient) -> Addressee:
        what, _, key = recipient.partition(":")
        if what == "contact":
            return self._office(key)
        if what == "unit":
            return await self._unit(key)
        if what == "account":
            return await self._account(AccountId(key))
        return await self._person(PersonId(key))

    def _office(self, key: str) -> Addressee:
        contact = self._campaign.contact(key)
        # A contact may be gone from the folder while its message still waits.
        return Addressee(contact.name, contact.email, contact.phone) if contact else Addressee(f"联系人 {key}")

    async def _unit(self, code: str) -> Addressee:
        unit = self._campaign.unit(code)
        name = unit.name if unit else f"单位 {code}"
        for account in await self._identity.accounts():
            if account.role is Role.UNIT and account.unit == code and account.email:
                return Addressee(name, account.email)
        return Addressee(name)

    async def _account(self, id_: AccountId) -> Addressee:
        account = await self._identity.account(id_)
        return Addressee(account.name, account.email) if account else Addressee("已停用的账号")

    async def _person(self, id_: PersonId) -> Addressee:
        person = await self._identity.person(id_)
        return Addressee(person.name, person.email, person.phone) if person else Addressee("未登记的联系人")
