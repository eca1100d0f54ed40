"""Every address of ingest."""

from aiohttp import web

from services.ingest.web.api import Api
from services.ingest.web.form_pages import FormPages
from services.ingest.web.pages import Pages
from services.ingest.web.pasted import Pasted


def routes(pages: Pages, forms: FormPages, pasted: Pasted, api: Api) -> list[web.AbstractRouteDef]:
    return [
        web.get("/submit", pages.overview),
        web.get("/submit/new", forms.blank),
        web.post("/submit/new", forms.submit),
        web.post("/submit/pasted", pasted.read),
        web.get("/submit/{number}", pages.submission),
        web.get("/submit/{number}/receipt", pages.receipt),
        web.get("/submit/{number}/revise", forms.filled),
        web.post("/submit/{number}/revise", forms.revise),
        web.post("/submit/{number}/withdraw", pages.withdraw),
        web.get("/submit/{number}/files/{sha256}", pages.file),
        web.post("/api/v1/submissions", api.submit),
        web.get("/api/v1/submissions", api.list),
        web.get("/api/v1/submissions/{number}", api.read),
        web.put("/api/v1/submissions/{number}", api.revise),
        web.delete("/api/v1/submissions/{number}", api.withdraw),
    ]
