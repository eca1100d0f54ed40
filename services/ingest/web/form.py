"""The form of a report: what was typed, row by row, and what it says as a report. It forgets nothing typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.ingest.domain.body import as_markdown, as_text, is_plain
from services.ingest.domain.file import Received
from services.ingest.domain.file_names import told_apart
from services.ingest.domain.submission import Recorded
from services.ingest.use_cases.find_people import People
from services.ingest.web.receiving import Sent
from shared.contracts.submissions import File
from shared.contracts.words import FileRole, Kind
from shared.ids import new_id

PLAIN = ("kind", "category", "title", "event_date", "place", "origin", "ai_use", "unit")
"""Fields that are called in the form as in the report."""

NAMED = {
    "contact_name": "contact.name",
    "contact_phone": "contact.phone",
    "contact_email": "contact.email",
    "authors_text": "authors.text",
    "authors_photo": "authors.photo",
    "approved_by": "authors.approved_by",
}
"""Form field and report field."""

PICTURES = 9
"""Rows for pictures and videos: Weibo and Douyin show nine well."""


@dataclass(frozen=True)
class Row:
    """A file: just chosen, or handed in before and named by its content."""

    name: str = ""
    sha256: str = ""
    role: str = FileRole.MEDIA
    caption: str = ""
    credit: str = ""
    consent: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def errors_at(self, start: str) -> dict[str, str]:
        """By the names of the row's fields; what is wrong with the file stands where it is chosen."""
        return {f"{start}-{'file' if part in {'name', 'sha256'} else part}": told for part, told in self.errors.items()}

    @property
    def said(self) -> bool:
        return bool(self.name or self.caption or self.credit)


@dataclass(frozen=True)
class Form:
    values: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    """By the form's own field names; what belongs to none stands under the empty name."""

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def pictures(self) -> list[Row]:
        """As many rows as there are on the page, the used ones first."""
        used = [row for row in self.rows if row.role == FileRole.MEDIA]
        return used + [Row()] * max(1, PICTURES - len(used))

    @property
    def evidence(self) -> list[Row]:
        return [row for row in self.rows if row.role == FileRole.EVIDENCE]

    @property
    def all_errors(self) -> dict[str, str]:
        """By the names of the fields on the page, for the list at its top."""
        errors = {name: message for name, message in self.errors.items() if name}
        for place, row in enumerate(self.pictures):
            errors |= row.errors_at(f"picture-{place}")
        if wrong := [f"{row.name}：{message}" for row in self.evidence for message in row.errors.values()]:
            errors["evidence"] = " ".join(wrong)
        return errors

    @property
    def refused(self) -> bool:
        """Something of it was too much to be taken in; the rest stands ready to be sent again."""
        return bool(self.errors) or any(row.errors for row in self.rows)

    def as_report(self) -> dict[str, Any]:
        """To be validated as a report. Empty optional fields are left out."""
        report: dict[str, Any] = {name: self.values[name] for name in PLAIN if self.values.get(name)}
        report |= {"title": self.values.get("title", ""), "contact": {}, "authors": {}}
        for name, path in NAMED.items():
            part, key = path.split(".")
            report[part][key] = self.values.get(name, "")
        report[self.body_field] = self.values.get("body", "")
        report["files"] = [_sent(row) for row in self.rows]
        return report

    @property
    def body_field(self) -> str:
        return "body_markdown" if self.values.get("body_form") == "markdown" else "body_text"

    def with_errors(self, errors: Iterable[tuple[str, str]]) -> "Form":
        """The report's errors at the form's fields, the first of each."""
        at = {path: name for name, path in NAMED.items()} | {self.body_field: "body"}
        general = dict(self.errors)
        rows = list(self.rows)
        for path, message in errors:
            if path.startswith("files["):
                place, _, part = path.removeprefix("files[").partition("].")
                row = rows[int(place)]
                told = message if row.name or part != "name" else "请选择文件。"
                rows[int(place)] = replace(row, errors={part: told, **row.errors})
            else:
                general.setdefault(at.get(path, path), message)
        return replace(self, errors=general, rows=tuple(rows))

    def at_rows(self, refused: Mapping[str, str]) -> list[tuple[str, str]]:
        """Reasons by file name, as errors of the rows."""
        return [
            (f"files[{place}].name", refused[row.name]) for place, row in enumerate(self.rows) if row.name in refused
        ]

    def with_kept(self, kept: Mapping[str, File]) -> "Form":
        """Rows whose files were kept name them by content; those that were not must be chosen again."""
        rows = (replace(row, sha256=kept[row.name].sha256) if row.name in kept else row for row in self.rows)
        return replace(self, rows=tuple(row if row.sha256 or row.errors else _lost(row) for row in rows))

    def with_new_key(self) -> "Form":
        return replace(self, values={**self.values, "form_key": new_id()})


def blank(unit: str = "") -> Form:
    return Form({"form_key": new_id(), "kind": Kind.HIGHLIGHT, "body_form": "text", "unit": unit})


def filled(recorded: Recorded, people: People) -> Form:
    """With the newest revision, to be changed."""
    sent = recorded.submission
    plain = is_plain(sent.body)
    contact, approver = people.contact, people.approved_by
    values = {
        "form_key": new_id(),
        "revision": str(sent.revision),
        "kind": sent.kind,
        "category": sent.category,
        "title": sent.title,
        "event_date": sent.event_date.isoformat() if sent.event_date else "",
        "place": sent.place,
        "body": as_text(sent.body) if plain else as_markdown(sent.body),
        "body_form": "text" if plain else "markdown",
        "origin": sent.origin,
        "ai_use": sent.ai_use,
        "unit": sent.unit.code,
        "contact_name": contact.name if contact else "",
        "contact_phone": contact.phone if contact else "",
        "contact_email": contact.email if contact else "",
        "authors_text": sent.byline.text,
        "authors_photo": sent.byline.photo,
        "approved_by": approver.name if approver else "",
    }
    return Form(values, tuple(_row(file) for file in sent.files))


def typed(sent: Sent) -> tuple[Form, list[Received]]:
    """What came from the browser. What was too much of it stands in the form as an error.

    Two files of one name, as cameras make them, are told apart by a number.
    """
    fields = sent.fields
    came: dict[str, list[Row]] = {}
    received: list[Received] = []
    names = {fields[name] for name in fields if name.endswith("-name") and not fields.get(_dropped(name))}
    for form_field, file in sent.chosen:
        unique = replace(file, name=_free_name(file.name, names))
        names.add(unique.name)
        came.setdefault(form_field, []).append(Row(unique.name))
        received.append(unique)
    for over in sent.over:
        if over.file:
            name = _free_name(over.file, names)
            names.add(name)
            row = Row(name, errors={"name": f"{over.limit}这个文件没有收下。"})
            came.setdefault(over.field, []).append(row)
    rows = [*_picture_rows(fields, came), *_evidence_rows(fields, came)]
    values = {name: value for name, value in fields.items() if "-" not in name}
    errors = {over.field: over.limit for over in sent.over if not over.file}
    return Form(values, tuple(row for row in rows if row.said), errors), received


def _picture_rows(fields: Mapping[str, str], came: Mapping[str, list[Row]]) -> Iterable[Row]:
    for start in _starts("picture", {*fields, *came}):
        row = Row(
            caption=fields.get(f"{start}-caption", ""),
            credit=fields.get(f"{start}-credit", ""),
            consent=fields.get(f"{start}-consent", ""),
        )
        yield _with_file(row, start, fields, came)


def _evidence_rows(fields: Mapping[str, str], came: Mapping[str, list[Row]]) -> Iterable[Row]:
    empty = Row(role=FileRole.EVIDENCE)
    for start in _starts("evidence", fields):
        yield _with_file(empty, start, fields, {})
    for file in came.get("evidence", []):
        yield replace(file, role=empty.role)


def _starts(kind: str, names: Iterable[str]) -> list[str]:
    """`picture-0`, `picture-1` and so on, as far as there are fields of them."""
    places = {int(match[1]) for name in names if (match := re.match(rf"{kind}-([0-9]{{1,3}})-", name))}
    return [f"{kind}-{place}" for place in sorted(places)]


def _with_file(row: Row, start: str, fields: Mapping[str, str], came: Mapping[str, list[Row]]) -> Row:
    """A newly chosen file takes the place of the one handed in before."""
    if files := came.get(f"{start}-file"):
        return replace(row, name=files[0].name, errors=files[0].errors)
    if fields.get(f"{start}-drop"):
        return Row(role=row.role)
    return replace(row, name=fields.get(f"{start}-name", ""), sha256=fields.get(f"{start}-sha256", ""))


def _dropped(name: str) -> str:
    return f"{name.removesuffix('-name')}-drop"


def _free_name(name: str, taken: set[str]) -> str:
    return told_apart([*taken, name])[-1]


def _sent(row: Row) -> dict[str, Any]:
    said = {"name": row.name, "role": row.role, "caption": row.caption, "credit": row.credit}
    return said | {name: value for name in ("consent", "sha256") if (value := getattr(row, name))}


def _row(file: File) -> Row:
    return Row(file.name, file.sha256, file.role, file.caption, file.credit, file.consent)


def _lost(row: Row) -> Row:
    return replace(row, name="", errors={"name": "请选择文件。"})
