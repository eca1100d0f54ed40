"""One report on its way, through the API alone, as its people lead it."""

from collections.abc import Awaitable, Callable
from typing import Any

from shared.ids import new_id
from tests.e2e.test_main_job import report as words
from tests.running import Person, eventually

TV, WEIBO = "tv.item", "weibo.status"
STAGES = (("first", "sample-editor-1"), ("second", "sample-editor-2"), ("final", "sample-editor-3"))
TOKENS = {
    "unit": "sample-unit-370100",
    "writer": "sample-writer-1",
    "editor": "sample-editor-1",
    "chief": "sample-chief",
    "office": "sample-office-2",
    "station": "sample-tvdesk",
    "tv": "sample-tv",
    "ops": "sample-ops",
}
OPEN = {"awaiting_first_review", "awaiting_second_review", "awaiting_final_review"}
WITHIN = 240
"""Releases take turns, one a second, and many reports are on their way at once, on a machine that may be busy."""


class Report:
    def __init__(self, url: str, name: str) -> None:
        self.people = {who: Person(url, token) for who, token in TOKENS.items()}
        self.reviewers = [(stage, Person(url, token)) for stage, token in STAGES]
        self.name = name
        self.number = ""
        self.url = ""
        self.revision = 0
        self.heard: frozenset[str] = frozenset()
        """What its channels had said before the act that is looked at."""

    async def row(self) -> Any:
        """As lists show it: little work for who is asked often. None before publisher has it."""
        return next(iter((await self.people["editor"].get(f"/api/v1/stories?number={self.number}"))["items"]), None)

    async def story(self) -> Any:
        return await self.people["editor"].get(f"/api/v1/stories/{(await self.row())['id']}")

    async def draft(self, content_type: str) -> Any:
        """The newest of its kind."""
        return [one for one in (await self.story())["drafts"] if one["content_type"] == content_type][-1]

    async def submit(self) -> None:
        body = words(title=f"社区课堂开课了（{self.name}）")
        status, sent = await self.people["unit"].post(
            "/api/v1/submissions", body, headers={"Idempotency-Key": new_id()}
        )
        assert status == 202, sent
        self.number, self.url, self.revision = sent["number"], sent["url"], 1
        await self._drafted()

    async def revise(self) -> None:
        """重报, with other words."""
        body = words(title=f"社区课堂又开课了（{self.name}）")
        status, sent, _ = await self.people["unit"].call(
            "PUT", self.url, json=body, headers={"If-Match": f'"{self.revision}"'}
        )
        assert status == 202, sent
        self.revision += 1
        await self._drafted()

    async def recall(self) -> None:
        status, answer, _ = await self.people["unit"].call("DELETE", self.url, json={"reason": "人物有误"})
        assert status == 202, answer

        async def known() -> bool:
            return (await self.row())["withdrawal"] is not None

        await _until(known)

    async def release(self) -> None:
        """Three people sign the TV item and the Weibo draft that are in review; then they are out."""
        for stage, person in self.reviewers:
            row = await self.row()
            body = {"stage": stage, "verdict": "pass", "opinion": "同意", "proof": True, "versions": _in_review(row)}
            chosen = {"channels": [TV, WEIBO]} if stage == "first" else {}
            await self._post(person, f"/api/v1/stories/{row['id']}/reviews", {**body, **chosen})

        async def out() -> bool:
            return not any(draft["state"] == "signed_off" for draft in (await self.row())["drafts"])

        await _until(out)

    async def decide(self, verdict: str) -> None:
        """By whoever does 初审, on all that is in review."""
        row = await self.row()
        body = {"stage": "first", "verdict": verdict, "opinion": "请核实", "versions": _in_review(row)}
        await self._post(self.people["editor"], f"/api/v1/stories/{row['id']}/reviews", body)

    async def edit(self) -> None:
        """更正 of what is out."""
        for content_type, field in ((TV, "summary"), (WEIBO, "text")):
            draft = await self.draft(content_type)
            content = {**draft["content"], field: draft["content"][field] + "（有改动）"}
            status, answer, _ = await self.people["writer"].call(
                "PUT", f"/api/v1/drafts/{draft['id']}", json={"content": content},
                headers={"If-Match": f'"{draft["version"]}"'},
            )  # fmt: skip
            assert status == 200, answer

    async def register(self) -> None:
        draft = await self.draft(WEIBO)
        body = {"url": f"https://weibo.com/1234567890/{self.number[-4:]}", "account": "省教育厅（示例）"}
        await self._post(self.people["chief"], f"/api/v1/drafts/{draft['id']}/publications", body)

    async def hold(self) -> None:
        for content_type in (TV, WEIBO):
            await self._on_duty(content_type, "holds")

    async def resume(self) -> None:
        for content_type in (TV, WEIBO):
            await self._on_duty(content_type, "resumptions")

    async def withdraw(self, content_type: str) -> None:
        await self._on_duty(content_type, "withdrawals")

    async def take_down(self) -> None:
        """全部撤稿: by the form on the story's page."""
        row = await self.row()
        status, answer, _ = await self.people["chief"].call(
            "POST", f"/desk/stories/{row['id']}/withdrawals", data={"reason": "有误"}, allow_redirects=False
        )
        assert status == 303, answer

    async def _on_duty(self, content_type: str, act: str) -> None:
        draft = await self.draft(content_type)
        body = {} if act == "resumptions" else {"reason": "待核实"}
        await self._post(self.people["chief"], f"/api/v1/drafts/{draft['id']}/{act}", body)

    async def _drafted(self) -> None:
        async def drafted() -> bool:
            row = await self.row()
            return row is not None and row["revision"] == self.revision and bool(row["drafts"])

        await _until(drafted)

    @staticmethod
    async def _post(person: Person, path: str, body: Any) -> None:
        status, answer = await person.post(path, body)
        assert status in {200, 201}, (path, answer)


async def _until(look: Callable[[], Awaitable[bool]]) -> None:
    await eventually(look, WITHIN, every=0.5)


def _in_review(row: Any) -> dict[str, int]:
    return {draft["id"]: draft["version"] for draft in row["drafts"] if draft["state"] in OPEN}
