from typing import Any

from aiohttp.test_utils import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from shared.service import Service
from shared.web.front import Front, front_routes
from shared.web.openapi import document_of
from tests.fakes import FixedClock
from tests.integration.shared.web.conftest import routes
from tests.sites import sample_site

Client = TestClient[Any, Any]


async def test_the_description_is_valid_and_needs_no_token(client: Client):
    answer = await client.get("/api/v1/openapi.json")
    assert answer.status == 200
    OpenAPIV31SpecValidator(await answer.json()).validate()


async def test_it_tells_what_is_taken_and_what_comes_back(client: Client):
    document = await (await client.get("/api/v1/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    take = document["paths"]["/api/v1/notes"]["post"]
    assert take["summary"] == "记一笔"
    assert set(take["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert take["responses"]["202"]["content"]["application/json"]["schema"]["$ref"].endswith("/Taken")
    assert [parameter["name"] for parameter in take["parameters"]] == ["Idempotency-Key"]
    look = document["paths"]["/api/v1/notes/{number}"]["get"]
    assert {(parameter["name"], parameter["in"], parameter["required"]) for parameter in look["parameters"]} == {
        ("number", "path", True),
        ("deep", "query", False),
    }
    assert {"Note", "Contact", "Attachment", "Taken", "Problem"} <= set(document["components"]["schemas"])
    assert document["components"]["schemas"]["Contact"]["additionalProperties"] is False


async def test_what_is_not_marked_is_not_in_it(client: Client):
    document = await (await client.get("/api/v1/openapi.json")).json()
    assert set(document["paths"]) == {"/api/v1/notes", "/api/v1/notes/{number}"}


async def test_services_that_run_elsewhere_can_be_described_along(gallery_service: Service, clock: FixedClock):
    document = document_of([[], routes()], "https://lianbo.example.org")
    OpenAPIV31SpecValidator(document).validate()
    assert document["servers"] == [{"url": "https://lianbo.example.org"}]
    site = await sample_site(gallery_service.database, clock)  # type: ignore[arg-type]
    assert "/api/v1/openapi.json" in [route.path for route in front_routes(Front(site, document))]  # type: ignore[attr-defined]
