"""The template environment: each service's templates under its name, shared filters, static files by their hash."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from shared.service import Service
from shared.web.filters import FILTERS

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
HASH_LENGTH = 10


def set_up_templates(app: web.Application, services: Iterable[Service]) -> jinja2.Environment:
    folders: dict[str, Path] = {"shared": TEMPLATES}
    static: dict[str, Path] = {"shared": STATIC}
    for service in services:
        if service.templates:
            folders[service.name] = service.templates
        if service.static:
            static[service.name] = service.static
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.PrefixLoader({name: jinja2.FileSystemLoader(folder) for name, folder in folders.items()}),
        filters=FILTERS,
        undefined=jinja2.StrictUndefined,  # a misspelt name fails its test, and never shows an empty place
        trim_blocks=True,
        lstrip_blocks=True,
    )
    versions = _versions(static)

    def static_address(file: str) -> str:
        """`static("shared/lianbo.css")`: its address, with the content's hash so that browsers may keep it."""
        version = versions.get(file)
        return f"/static/{file}?v={version}" if version else f"/static/{file}"

    environment.globals["static"] = static_address
    for name, folder in static.items():
        app.router.add_static(f"/static/{name}", folder, name=f"static.{name}")
    return environment


def _versions(folders: Mapping[str, Path]) -> dict[str, str]:
    return {
        f"{name}/{file.relative_to(folder).as_posix()}": hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_LENGTH]
        for name, folder in folders.items()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
