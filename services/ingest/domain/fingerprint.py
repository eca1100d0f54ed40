"""Whether two sendings have the same content: what an idempotency key is held against."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence

from services.ingest.domain.file import Received
from services.ingest.domain.matching import matched
from services.ingest.domain.report import Report
from shared.ids import Sha256


def fingerprint(report: Report, received: Sequence[Received]) -> Sha256:
    """Over the report and its files' hashes by name: borders and order of a multipart body play no part,
    nor whether a file came along or had been handed in before. Where names repeat, their order does.
    """
    hashes = defaultdict[str, list[str]](list)
    files, unlisted = matched(report.files, received)
    for sent, file in zip(report.files, files, strict=True):
        hashes[sent.name].append(file.sha256 if file else sent.sha256 or "")
    for file in unlisted:
        hashes[file.name].append(file.sha256)
    # One hash stands alone, as it did when names could not repeat: keys of before are still understood.
    by_name = {name: several[0] if len(several) == 1 else several for name, several in hashes.items()}
    sent_report = report.model_dump(mode="json", exclude={"files": {"__all__": {"sha256"}}})
    canonical = json.dumps([sent_report, by_name], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Sha256(hashlib.sha256(canonical.encode()).hexdigest())
