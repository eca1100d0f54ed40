"""Makes sure that a report is good, with all its files, before anything of it is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.ingest.domain import rules
from services.ingest.domain.file import Inspect, Received
from services.ingest.domain.left_out import empty
from services.ingest.domain.mistakes import InvalidReport, Mistake
from services.ingest.domain.report import Report
from services.ingest.domain.tidying import Tidying
from services.ingest.use_cases.gather_files import GatherFiles
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.submissions import Block, File
from shared.contracts.unknown import Open
from shared.contracts.words import Kind
from shared.documents import ReadBody, UnreadableBody, too_much
from shared.text.normalising import says_something


@dataclass(frozen=True)
class Checked:
    body: tuple[Block, ...]
    tidying: Tidying
    files: tuple[File, ...]


class CheckReport:
    def __init__(self, campaign: Campaign, read_body: ReadBody, inspect: Inspect, clock: Clock) -> None:
        self.campaign = campaign
        self.read_body = read_body
        self.clock = clock
        self.gather_files = GatherFiles(inspect)

    async def __call__(
        self, report: Report, received: Sequence[Received], known: Iterable[File] = (), before: Open[Kind] | None = None
    ) -> Checked:
        """InvalidReport with every mistake at once. `known` are files that the sender handed in before, `before` is
        the kind of what the report revises.
        """
        tidying = Tidying()
        body, wrong_body = await self._body(report, tidying)
        files, wrong_files = await self.gather_files(report, received, known)
        wrong = rules.mistakes(report, self.campaign, self.clock.now(), before)
        if mistakes := [*wrong, *wrong_body, *wrong_files]:
            raise InvalidReport(mistakes)
        return Checked(body, tidying, tuple(files))

    async def _body(self, report: Report, tidying: Tidying) -> tuple[tuple[Block, ...], list[Mistake]]:
        if len(report.bodies) != 1:
            return (), []  # the rules name that
        form, source = report.bodies[0]
        try:
            read = await self.read_body(form, source)
        except UnreadableBody as error:
            return (), [Mistake(f"body_{form}", str(error))]
        tidying.left_out(read.left_out)
        body = tidying.body(read.blocks)
        if source.strip() and not any(says_something(block.text) for block in body):
            return (), [Mistake(f"body_{form}", empty(read.left_out))]
        if message := too_much(body):
            return (), [Mistake(f"body_{form}", message)]
        return body, []
