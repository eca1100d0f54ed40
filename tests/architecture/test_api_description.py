"""What is undocumented fails: every address of the API stands in its description, which is valid OpenAPI 3.1."""

import re
from pathlib import Path

import pytest
from aiohttp import web
from openapi_spec_validator import OpenAPIV31SpecValidator

from services.system import System, compose
from shared.settings import open_settings
from shared.web.openapi import document_of
from shared.web.operation import operation_of


@pytest.fixture
def system(tmp_path: Path) -> System:
    return compose(open_settings({}, data=tmp_path))


def test_the_description_of_the_whole_api_is_valid(system: System):
    document = document_of([service.routes for service in system.services], "http://127.0.0.1:8000")
    OpenAPIV31SpecValidator(document).validate()


def test_every_address_of_the_api_is_described_in_chinese(system: System):
    undescribed = [
        f"{route.method} {route.path}"
        for service in system.services
        for route in service.routes
        if isinstance(route, web.RouteDef)
        and route.path.startswith("/api/")
        and not ((said := operation_of(route.handler)) and re.search("[一-龥]", said.summary))
    ]
    assert undescribed == []


def test_a_change_that_needs_the_version_says_so(system: System):
    """428 without it: so does the description."""
    document = document_of([service.routes for service in system.services], "http://127.0.0.1:8000")
    asked = {
        path: [named for named in operations["put"]["parameters"] if named["name"] == "If-Match"]
        for path, operations in document["paths"].items()
        if "put" in operations
    }
    assert set(asked) == {"/api/v1/submissions/{number}", "/api/v1/drafts/{id}"}
    assert all(named and named[0]["required"] and "pattern" in named[0]["schema"] for named in asked.values())
