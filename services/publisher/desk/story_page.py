"""`/desk/stories/{id}`: source and drafts side by side, what the machine noticed, who signed, and the decision."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.publisher.api.refusals import ANSWERS, refusals_told
from services.publisher.desk.draft_card import Card, card_of, common_among, own_of
from services.publisher.desk.draft_preview import DraftPreview
from services.publisher.desk.due import due
from services.publisher.desk.files import SHOWN_IN_PLACE
from services.publisher.desk.found import Common, gathered
from services.publisher.desk.history import chain_of, lines_of, recalled_by
from services.publisher.desk.progress import steps_of
from services.publisher.desk.read_desk import Dossier, ReadDesk
from services.publisher.desk.signings import signings_of
from services.publisher.desk.typed import Typed
from services.publisher.drafting.draft_filed_story import may_be_drafted
from services.publisher.drafting.pictures.renditions import is_public, may_be_shown
from services.publisher.drafting.platform import Platform
from services.publisher.releasing.delivery import may_withdraw
from services.publisher.reviewing.turns import Turn, can_review, mine
from services.publisher.stories.draft import Draft
from services.publisher.stories.listing import Filters
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.stages import order
from services.publisher.stories.story import Story
from shared.aside import with_pages
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.words import ContentType, DraftState, FileRole, Stage
from shared.identity import Account, Identity, Role
from shared.ids import DraftId, StoryId
from shared.web.access import having, not_allowed
from shared.web.pages import page
from shared.words import STAGES

EDITORS = (Role.EDITOR, Role.WRITER)


class StoryPage:
    def __init__(
        self,
        read: ReadStories,
        desk: ReadDesk,
        platforms: Mapping[ContentType, Platform],
        preview: DraftPreview,
        identity: Identity,
        campaign: Campaign,
        clock: Clock,
    ) -> None:
        self._read = read
        self._desk = desk
        self._platforms = platforms
        self._preview = preview
        self._identity = identity
        self._campaign = campaign
        self._clock = clock

    async def show(self, request: web.Request) -> web.Response:
        having(request, *EDITORS)
        return await self.answer(request, StoryId(request.match_info["id"]))

    async def answer(self, request: web.Request, story_id: StoryId, typed: Typed | None = None) -> web.Response:
        """The page; with a refusal on it where `typed` carries one, and everything that was typed kept."""
        account = having(request, *EDITORS)
        kept = typed or Typed()
        with refusals_told():
            dossier = await self._desk.dossier(story_id, account)
        turn = mine(dossier.turns)
        asked = {
            "final_others": await self._others_for_the_last(dossier.story, account),
            "deputies": await self._deputies(turn, account),
            "next_story": await self._following(dossier.story, account),
        }
        # A long report's page takes a while to draw: nobody else waits for it.
        return await with_pages(self._drawn, request, dossier, account, turn, kept, asked)

    def _drawn(
        self,
        request: web.Request,
        dossier: Dossier,
        account: Account,
        turn: Turn | None,
        kept: Typed,
        asked: Mapping[str, Any],
    ) -> web.Response:
        story = dossier.story
        cards = [self._card(draft, dossier, account) for draft in story.current]
        common = common_among(cards)
        status = ANSWERS[kept.refusal.kind][0] if kept.refusal else 200
        return page(
            request,
            "publisher/desk/story.html",
            {
                "story": story,
                "report": story.submission,
                "category": self._category(story),
                "dossier": dossier,
                "cards": cards,
                "common": common,
                "own": {card.draft.id: own_of(card, common) for card in cards},
                "turn": turn,
                "waiting": {draft.id for draft in turn.drafts} if turn else set(),
                "settle": _to_settle(cards, turn),
                "choosing": bool(turn and turn.stage is story.stages[0] and len(turn.drafts) > 1),
                "targets": _targets(story, turn),
                "may_take_down": [draft for draft in story.current if may_withdraw(draft, account) is None],
                "recalled_by": recalled_by(dossier.history, dossier.entered_by),
                "may_draft": may_be_drafted(story, account) is None,
                "may_lower": Stage.FINAL in account.stages,
                "steps": steps_of(story, self._campaign),
                "lines": lines_of(dossier.history, dossier.entered_by),
                "pictures": shown_pictures(story, dossier),
                "attachments": [
                    file
                    for file in story.submission.files
                    if file.role is not FileRole.MEDIA or not file.media_type.startswith("image/")
                ],
                "previews": {card.draft.id: self._preview(card.draft) for card in cards},
                "accounts": publishing_accounts(self._campaign),
                "account_names": {one.key: one.name for one in self._campaign.accounts},
                "due": due(story.due_at, self._clock.now(), settled=not story.open),
                "typed": kept,
                **asked,
            },
            status=status,
        )

    async def sheet(self, request: web.Request) -> web.Response:
        """稿件审签单, to be printed."""
        account = having(request, *EDITORS, Role.OFFICE)
        with refusals_told():
            dossier = await self._desk.dossier(StoryId(request.match_info["id"]), account)
        routed_to = self._campaign.handling(dossier.story.submission.kind).offices
        if account.role is Role.OFFICE and account.office not in routed_to:
            raise not_allowed("本稿不归您的处室受理。")
        return page(
            request,
            "publisher/desk/sheet.html",
            {
                "story": dossier.story,
                "report": dossier.story.submission,
                "category": self._category(dossier.story),
                "dossier": dossier,
                "titles": self._campaign.stage_titles,
                "lines": lines_of(dossier.history, dossier.entered_by),
                "chain": chain_of(dossier.history),
                "signings": signings_of(dossier.story.drafts, [entry for entry, _ in dossier.history]),
            },
        )

    def _card(self, draft: Draft, dossier: Dossier, account: Account) -> Card:
        gone = [one for one in dossier.story.drafts if one.state is DraftState.SUPERSEDED]
        return card_of(dossier.story, draft, self._platforms.get(draft.content_type), account, dossier.before, gone)

    def _category(self, story: Story) -> str:
        category = self._campaign.category(story.submission.category)
        return category.title if category else story.submission.category

    async def _others_for_the_last(self, story: Story, account: Account) -> tuple[Account, ...]:
        """Who is left for 终审, were this person to leave out a review before it."""
        others = [other for other in await self._identity.accounts() if other.id != account.id]
        return can_review(story, story.open, Stage.FINAL, others)

    async def _deputies(self, turn: Turn | None, account: Account) -> list[tuple[str, str]]:
        """For whom this person may sign (代审): others with the stage."""
        if turn is None or turn.refusal is not None:
            return []
        return [
            (other.login, other.name)
            for other in await self._identity.accounts()
            if other.role is Role.EDITOR and turn.stage in other.stages and other.id != account.id
        ]

    async def _following(self, story: Story, account: Account) -> str:
        """Where the next story is that waits for this person."""
        if account.role is not Role.EDITOR:
            return ""
        waiting = await self._read.waiting_for(account, Filters(), "", 2)
        return next((f"/desk/stories/{row.id}" for row in waiting.items if row.id != story.id), "")


def publishing_accounts(campaign: Campaign) -> dict[str, list[tuple[str, str]]]:
    """By platform: the accounts a person may have posted with."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in campaign.accounts:
        found.setdefault(one.platform, []).append((one.key, one.name))
    return found


def shown_pictures(story: Story, dossier: Dossier) -> list[dict[str, Any]]:
    """What the unit sent to be shown; what will not be published is shown as it came, where a browser can."""
    shown = []
    for file in filter(is_public, story.submission.files):
        original = f"/desk/stories/{story.id}/originals/{file.sha256}"
        rendition = dossier.renditions.get(file.sha256)
        address = f"/desk/files/{rendition}" if rendition else original if file.media_type in SHOWN_IN_PLACE else ""
        shown.append({"file": file, "address": address, "original": original, "may_be_shown": may_be_shown(file)})
    return shown


def _to_settle(cards: list[Card], turn: Turn | None) -> list[Common]:
    """Each block once, whichever drafts and fields have it: it wants an edit or a reason."""
    drafts: set[DraftId] = {draft.id for draft in turn.drafts} if turn else set()
    return gathered((card.draft, found) for card in cards if card.draft.id in drafts for found in card.must_be_settled)


def _targets(story: Story, turn: Turn | None) -> list[tuple[str, str]]:
    """Where a draft may go back to from this stage."""
    if turn is None:
        return []
    earlier = [s for s in story.stages if order(s) < order(turn.stage) and s is not Stage.EXTRA]
    return [("submitter", f"报送单位（{story.submission.unit.name}）"), *((s.value, STAGES[s]) for s in earlier)]
