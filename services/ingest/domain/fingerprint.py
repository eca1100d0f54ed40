"""Whether two sendings have the same content: what an idempotency key is held against."""

import hashlib
import json
from collections.abc import Sequence

from services.ingest.domain.file import Received
from services.ingest.domain.report import Report
from shared.ids import Sha256


def fingerprint(report: Report, received: Sequence[Received]) -> Sha256:
    """Over the report and its files' hashes by name: borders and order of a multipart body play no part,
    nor whether a file came along or had been handed in before.
    """
    hashes = {file.name: file.sha256 or "" for file in report.files} | {file.name: file.sha256 for file in received}
    sent = report.model_dump(mode="json", exclude={"files": {"__all__": {"sha256"}}})
    canonical = json.dumps([sent, hashes], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Sha256(hashlib.sha256(canonical.encode()).hexdigest())
