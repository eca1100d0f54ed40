from dataclasses import replace

import pytest

from shared.contracts.submissions import File
from shared.contracts.unknown import Open, Unknown
from shared.contracts.words import FileRole, Kind
from shared.files_seen import may_see_file
from shared.identity import Account, Role
from shared.ids import AccountId, Sha256
from tests.sites import CAMPAIGN

SOMEBODY = Account(AccountId("x"), "x", "x", Role.EDITOR)
MINJI = replace(SOMEBODY, role=Role.OFFICE, office="minji")
STATION = replace(SOMEBODY, role=Role.STATION, office="station")


def account(role: Role) -> Account:
    return replace(SOMEBODY, role=role)


def file(role: Open[FileRole]) -> File:
    return File(sha256=Sha256("a" * 64), name="1.pdf", size=1, media_type="application/pdf", role=role)


@pytest.mark.parametrize(
    ("who", "kind", "media", "evidence"),
    [
        (account(Role.UNIT), Kind.SUMMARY, True, True),
        (account(Role.EDITOR), Kind.SUMMARY, True, False),
        (account(Role.WRITER), Kind.CASE, True, False),
        (MINJI, Kind.SUMMARY, True, True),
        (replace(MINJI, office="nobody"), Kind.SUMMARY, False, False),
        (account(Role.OFFICE), Kind.SUMMARY, False, False),
        (STATION, Kind.HIGHLIGHT, True, False),
        (STATION, Kind.SUMMARY, False, False),
        (account(Role.OPERATOR), Kind.HIGHLIGHT, False, False),
        (account(Role.SUBSCRIBER), Kind.HIGHLIGHT, False, False),
        (account(Role.EDITOR), Unknown("forum"), True, False),
        (MINJI, Unknown("forum"), False, False),
    ],
)
def test_who_sees_what_is_to_be_shown_and_what_only_proves(who: Account, kind: Open[Kind], media: bool, evidence: bool):
    assert may_see_file(who, file(FileRole.MEDIA), kind, CAMPAIGN) is media
    assert may_see_file(who, file(FileRole.EVIDENCE), kind, CAMPAIGN) is evidence
    assert may_see_file(who, file(Unknown("draft")), kind, CAMPAIGN) is evidence, "what it is for, nobody knows"
