"""Reads a campaign's folder: every file, every field, all errors at once."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shared.campaign.checks import contradictions
from shared.campaign.fault import CampaignError, Fault
from shared.campaign.model import Campaign
from shared.campaign.partial import as_far_as_it_goes, field_name
from shared.campaign.remedies import remedy

LISTS = ("units", "contacts", "routes", "accounts")
"""Each in a file of its own, `units.toml` with `[[units]]`; the rest stands in `campaign.toml`."""
WORDS: dict[str, type] = {
    "fixed_phrases": list,
    "wrong_terms": dict,
    "sensitive_terms": list,
    "superlatives": list,
    "leaders": list,
}
"""Each `words/….toml` with `terms`; a missing file is an empty list."""


def load_campaign(folder: Path) -> Campaign:
    """The campaign, or CampaignError with every fault there is: file, field, remedy in Chinese."""
    if not (os.access(folder, os.R_OK | os.X_OK) and folder.is_dir()):
        raise CampaignError([Fault(str(folder), "", "没有这个文件夹或无权读取，请检查 LIANBO_CAMPAIGN")])
    faults: list[Fault] = []
    data = _read(folder / "campaign.toml", faults)
    for name in LISTS:
        data[name] = _only(name, f"{name}.toml", _read(folder / f"{name}.toml", faults), faults, default=[])
    data["words"] = _words(folder / "words", faults)
    unread = {fault.file for fault in faults if not fault.field and not fault.file.startswith("words/")}
    campaign, mistakes, numbers = as_far_as_it_goes(Campaign, data)
    faults += [fault for fault in map(_fault, mistakes) if fault.file not in unread]
    if campaign is not None and not unread:
        faults += [replace(fault, field=numbers.original(fault.field)) for fault in contradictions(campaign)]
    if campaign is None or faults:
        raise CampaignError(faults)
    return campaign


def _read(file: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        # Windows' editor puts a byte order mark in front; TOML knows none.
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        faults.append(Fault(file.name, "", "缺少这个文件，请补上"))
    except OSError as error:
        faults.append(Fault(file.name, "", f"读不到，请检查权限（{error.strerror}）"))
    except UnicodeDecodeError:
        faults.append(Fault(file.name, "", "不是 UTF-8 编码，请另存为 UTF-8"))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file.name, "", f"TOML 写法有误，请改正：{error}"))
    return {}


def _words(folder: Path, faults: list[Fault]) -> dict[str, Any]:
    faults += [
        Fault(f"words/{file.name}", "", f"没有这种词表，可用：{'、'.join(WORDS)}")
        for file in sorted(folder.glob("*"))
        if file.stem not in WORDS or file.suffix != ".toml"
    ]
    return {
        name: _only("terms", f"words/{name}.toml", _read(file, faults), faults, default=WORDS[name]())
        for name in WORDS
        if (file := folder / f"{name}.toml").exists()
    }


def _only(name: str, file: str, read: dict[str, Any], faults: list[Fault], *, default: Any) -> Any:
    faults += [Fault(file, key, f"没有这一项，此文件只写 {name}") for key in read if key != name]
    return read.get(name, default)


def _fault(mistake: Mapping[str, Any]) -> Fault:
    """Pydantic's place is in the whole campaign; a person edits files."""
    place = mistake["loc"]
    if place[0] == "words" and len(place) > 1:
        return Fault(f"words/{place[1]}.toml", field_name(("terms", *place[2:])), remedy(mistake))
    file = f"{place[0]}.toml" if place[0] in LISTS else "campaign.toml"
    return Fault(file, field_name(place), remedy(mistake))
