"""A draft's wording and release as JSON, and back. Written out field by field: the stored form is a contract."""

from datetime import datetime
from typing import Any

from services.publisher.stories.content import Cut, Origin, Posted, Span
from services.publisher.stories.draft import Override, Released, Wording
from services.publisher.stories.finding import Finding, Level
from shared.contracts.words import DraftState
from shared.ids import Sha256

Json = dict[str, Any]


def wording_as_json(wording: Wording) -> Json:
    return {
        "content": wording.content,
        "posted": {"text": wording.posted.text, "html": wording.posted.html, "title": wording.posted.title},
        "content_hash": wording.content_hash,
        "spans": [vars(span) for span in wording.spans],
        "cuts": [vars(cut) for cut in wording.cuts],
        "findings": [{**vars(finding), "level": finding.level.value} for finding in wording.findings],
    }


def wording_of(data: Json) -> Wording:
    return Wording(
        content=data["content"],
        posted=Posted(**data["posted"]),
        content_hash=Sha256(data["content_hash"]),
        spans=tuple(Span(**{**span, "origin": Origin(span["origin"])}) for span in data["spans"]),
        cuts=tuple(Cut(**cut) for cut in data["cuts"]),
        findings=tuple(Finding(**{**finding, "level": Level(finding["level"])}) for finding in data["findings"]),
    )


def released_as_json(released: Released | None) -> Json | None:
    if released is None:
        return None
    return {
        "version": released.version,
        "at": released.at.isoformat(),
        "wording": wording_as_json(released.wording),
        "state": released.state.value,
        "withheld": released.withheld,
        "signed": list(released.signed),
        "edition": released.edition,
    }


def released_of(data: Json | None) -> Released | None:
    if data is None:
        return None
    return Released(
        version=data["version"],
        at=datetime.fromisoformat(data["at"]),
        wording=wording_of(data["wording"]),
        state=DraftState(data["state"]),
        withheld=data["withheld"],
        signed=tuple(data.get("signed", ())),  # what went out before this was kept has none
        edition=data.get("edition", 0),
    )


def overrides_as_json(overrides: tuple[Override, ...]) -> list[Json]:
    return [override.as_json() for override in overrides]


def overrides_of(data: list[Json]) -> tuple[Override, ...]:
    return tuple(Override(**override) for override in data)
