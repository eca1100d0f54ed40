from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, computed_field

from shared.service import Service
from shared.web.api import operation, read_json, reply
from shared.web.application import build_application
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
    assert set(document["paths"]) == {"/api/v1/notes", "/api/v1/notes/{number}", "/api/v1/openapi.json"}


async def test_services_that_run_elsewhere_can_be_described_along(gallery_service: Service, clock: FixedClock):
    site = await sample_site(gallery_service.database, clock)  # type: ignore[arg-type]
    app = build_application([Service("empty", gallery_service.database)], site, documented=[routes()])
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        document = await (await client.get("/api/v1/openapi.json")).json()
        assert "/api/v1/notes" in document["paths"]
        assert (await client.post("/api/v1/notes")).status == 404


def test_a_model_that_differs_as_input_and_output_is_told_apart():
    document = document_of([[web.post("/api/v1/echo", echo), web.put("/api/v1/echo", echo_again)]], "http://127.0.0.1")
    OpenAPIV31SpecValidator(document).validate()
    operations = document["paths"]["/api/v1/echo"]
    sent = operations["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    got = operations["post"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    again = operations["put"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert sent == again != got
    schemas = document["components"]["schemas"]
    assert set(schemas[sent.rsplit("/", 1)[-1]]["properties"]) == {"name"}
    assert set(schemas[got.rsplit("/", 1)[-1]]["properties"]) == {"name", "length"}


class Echo(BaseModel):
    name: str = "default"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def length(self) -> int:
        return len(self.name)


@operation("回声", body=Echo, answer=Echo)
async def echo(request: web.Request) -> web.Response:
    return reply(await read_json(request, Echo))


@operation("再一次", body=Echo, answer=Echo)
async def echo_again(request: web.Request) -> web.Response:
    return reply(await read_json(request, Echo))
