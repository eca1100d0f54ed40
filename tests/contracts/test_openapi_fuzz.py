"""The API against its own description: whatever is sent, every role gets a documented answer, and never a fault."""

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.web.openapi import document_of
from tests.whole import whole_system

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
TOKENS = {
    "unit": "sample-unit-370100",
    "writer": "sample-writer-1",
    "chief": "sample-chief",
    "office": "sample-office-1",
    "ops": "sample-ops",
}
FULL = os.environ.get("LIANBO_TEST_CHAOS") == "full"
EXAMPLES = 200 if FULL else 2
"""Of each operation, role and kind (fitting or not): at full size more than 5,000 calls a role, counted."""
FULL_CALLS = 2_500
"""Of each role and kind."""
pytestmark = pytest.mark.timeout(7200 if FULL else 300)


class Served:
    """The system in a thread of its own: schemathesis asks with blocking calls."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ready, self._over = threading.Event(), asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self.url = ""
        self.document: dict[str, Any] = {}

    async def _serve(self) -> None:
        try:
            async with whole_system(self._folder) as whole:
                self.url = str(whole.client.make_url("")).rstrip("/")
                self.document = document_of([service.routes for service in whole.system.services], self.url)
                self._ready.set()
                await self._over.wait()
        finally:
            self._ready.set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        assert self.url, "it did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("fuzz") / "var") as running:
        yield running


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("role", TOKENS)
def test_every_answer_is_as_documented_and_none_is_a_fault(served: Served, role: str, mode: GenerationMode):
    schema = schemathesis.openapi.from_dict(served.document)
    wrong: list[str] = []
    calls = 0
    with requests.Session() as session:
        for found in schema.get_all_operations():
            operation = found.ok()

            @seed(22)
            @settings(
                max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def asked(case: schemathesis.Case) -> None:
                nonlocal calls
                calls += 1
                case.call_and_validate(
                    served.url, session, {"Authorization": f"Bearer {TOKENS[role]}"}, checks=CHECKS, timeout=20
                )

            try:
                asked()
            except Exception as error:  # noqa: BLE001  each finding is told, not only the first
                wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)
    assert not FULL or calls >= FULL_CALLS
