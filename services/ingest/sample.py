"""Lays the sample campaign's reports, through the same door as every other report."""

import asyncio
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import structlog

from services.ingest.domain.file import Received
from services.ingest.domain.refusals import KeyReused
from services.ingest.domain.report import Report
from services.ingest.sample_files import draw
from services.ingest.service import build_intake
from shared.campaign import Campaign
from shared.clock import Clock
from shared.database import Database
from shared.files.store import Files
from shared.identity import Identity
from shared.ids import Sha256
from shared.settings import Settings

log = structlog.get_logger()


async def lay_sample_submissions(
    settings: Settings, database: Database, identity: Identity, files: Files, campaign: Campaign, clock: Clock
) -> None:
    """Each under a key of its own, so that a second start adds nothing. Their pictures are drawn on the spot."""
    intake = build_intake(database, identity, files.originals, campaign, clock, settings.reports_per_hour)
    submit_report = intake.submit_report
    accounts = {account.login: account for account in await identity.accounts()}
    for file in sorted((settings.campaign_folder / "samples").glob("*.json")):
        sample = json.loads(file.read_text("utf-8"))
        account = accounts.get(sample["account"])
        if account is None:
            log.warning("sample.account_missing", sample=file.name, account=sample["account"])
            continue
        with tempfile.TemporaryDirectory(prefix="lianbo-") as folder:
            received = await asyncio.to_thread(_received, sample["report"], Path(folder))
            try:
                await submit_report(account, f"sample:{file.stem}", Report.model_validate(sample["report"]), received)
            except KeyReused:  # laid by another version, whose sample or whose pictures were a little different
                log.info("sample.already_laid", sample=file.name)


def _received(report: dict[str, Any], folder: Path) -> list[Received]:
    return [_drawn(file["name"], folder / str(place)) for place, file in enumerate(report["files"])]


def _drawn(name: str, path: Path) -> Received:
    content = draw(name)
    path.write_bytes(content)
    return Received(name, path, Sha256(hashlib.sha256(content).hexdigest()), len(content))
