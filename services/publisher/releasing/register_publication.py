"""发布登记: a person did post it, and says where. From now on the story counts as adopted (采用)."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from services.publisher.drafting.platform import platform_of
from services.publisher.releasing.addresses import HOSTS, Address, address_in
from services.publisher.releasing.delivery import is_confirmed_at, may_be_published, published
from services.publisher.stories.draft import Draft, Publication
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.posting import may_post
from services.publisher.stories.refusal import Refused, invalid, not_found
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.stories import DraftPublished
from shared.contracts.words import ContentType
from shared.database import Database
from shared.identity import Account
from shared.ids import DraftId, new_id
from shared.words import CONTENT_TYPES

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Posted:
    """What the person says: an address, or the text that an app's share button gave."""

    url: str = ""
    pasted: str = ""
    account: str = ""
    published_at: datetime | None = None


class RegisterPublication:
    def __init__(self, database: Database, records: Records, campaign: Campaign, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._campaign = campaign
        self._clock = clock

    async def __call__(self, draft_id: DraftId, posted: Posted, person: Account) -> Draft:
        """Said again, after a double click or an answer that got lost, it changes nothing and tells nobody."""
        now = self._clock.now()
        if posted.published_at is not None and posted.published_at > now:
            raise invalid("published_at", "发布时间不能晚于现在。")
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            if refusal := may_post(story, draft, person, self._campaign):
                raise Refused(refusal)
            address = address_for(draft.content_type, posted)
            if refusal := may_be_published(draft):
                raise Refused(refusal)
            if is_confirmed_at(draft, address.url) and await self._records.stories.is_registered(
                draft.id, address.url, posted.account, tx
            ):
                return draft
            out = published(draft, address.url)
            after = story.with_drafts(out)
            publication = Publication(
                id=new_id(), draft_id=draft.id, url=address.url, platform=platform_of(draft.content_type),
                account=posted.account, published_at=posted.published_at or now, by=person.id, name=person.name,
                at=now, pasted=posted.pasted,
            )  # fmt: skip
            known = self._campaign.account(posted.account)
            details = {
                "url": address.url,
                "account": known.name if known else posted.account,
                "published_at": publication.published_at.isoformat(),
            }
            written = entry(Action.PUBLISHED, after, at=now, by=Actor.of(person), draft=out.as_out, details=details)
            event = DraftPublished(
                story=after.status(), drafts=(draft.id,), url=address.url,
                account=known.name if known else "",  # what somebody typed stays here
                published_at=publication.published_at, occurred_at=now,
            )  # fmt: skip
            await self._records.keep(after, [written], event, tx)
            await self._records.stories.add_publication(publication, tx)
        log.info("draft.published", draft=draft_id)
        return out


def address_for(content_type: ContentType, posted: Posted) -> Address:
    """Refused as invalid where there is no address, or one of another platform."""
    field = "url" if posted.url else "pasted"
    address = address_in(posted.url or posted.pasted)
    if address is None:
        raise invalid(field, "没有找到网址，请粘贴以 https:// 开头的发布地址，或平台“分享”复制的全部文字。")
    platform = platform_of(content_type)
    if platform in HOSTS and address.platform != platform:
        raise invalid(field, f"这不是{CONTENT_TYPES[content_type]}的发布地址，请核对后再登记。")
    return address
