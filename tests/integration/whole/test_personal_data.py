"""Contact data lies in identity's store alone: in no log line, no event, no other service's rows."""

import sqlite3
from pathlib import Path

from tests.running import Person, Running, eventually
from tests.whole import STAGES, report

NAME, PHONE, EMAIL = "司马辨识", "13987654321", "recognisable@example.org"


async def test_name_phone_and_address_of_a_contact_stay_in_identity(tmp_path: Path):
    running = Running(tmp_path / "var")
    await running.start()
    try:
        contact = {"name": NAME, "phone": PHONE, "email": EMAIL}
        unit = Person(running.url, "sample-unit-370100")
        status, sent = await unit.post("/api/v1/submissions", report(contact=contact))
        assert status == 202, sent
        await unit.post("/api/v1/submissions", report(contact={**contact, "phone": f"{PHONE}x"}, title=""))
        await _lead_through(running.url, sent["number"])

        async def mailed() -> bool:
            mails = await Person(running.url, "sample-ops").get(f"/api/v1/emails?number={sent['number']}&state=sent")
            return {"received", "signed_off"} <= {mail["template"] for mail in mails["items"]}

        await eventually(mailed, within=30)
    finally:
        await running.end()
    stores = [file for owner in ("ingest", "publisher", "bus") for file in running.data.glob(f"{owner}.db*")]
    for place in (running.log, *stores):
        content = place.read_bytes()
        for said in (NAME, PHONE, EMAIL):
            assert said.encode() not in content, f"{said} in {place.name}"
    with sqlite3.connect(running.data / "notifier.db") as notifier:
        for table in ("outbox", "inbox", "dead_letters", "known_reports", "calls"):
            rows = str(notifier.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608  our own five names
            assert not [said for said in (NAME, PHONE, EMAIL) if said in rows], table


async def _lead_through(url: str, number: str) -> None:
    for stage, token in STAGES:
        person = Person(url, token)

        async def there(person: Person = person) -> list[dict[str, str]]:
            found: list[dict[str, str]] = (await person.get(f"/api/v1/stories?number={number}"))["items"]
            return found

        story = await person.get(f"/api/v1/stories/{(await eventually(there, within=30))[0]['id']}")
        versions = {draft["id"]: draft["version"] for draft in story["drafts"]}
        body = {"stage": stage, "verdict": "pass", "opinion": "同意", "proof": True, "versions": versions}
        status, answer = await person.post(f"/api/v1/stories/{story['id']}/reviews", body)
        assert status == 200, answer
