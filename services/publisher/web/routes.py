"""Every address of the publisher."""

from aiohttp import web

from services.publisher.web.api import StoriesApi
from services.publisher.web.preview_api import PreviewApi


def story_routes(api: StoriesApi, previews: PreviewApi) -> list[web.RouteDef]:
    return [
        web.get("/api/v1/stories", api.list),
        web.get("/api/v1/stories/{id}", api.show),
        web.post("/api/v1/stories/{id}/proofs", api.proofread_story),
        web.post("/api/v1/stories/{id}/reviews", api.review_story),
        web.get("/api/v1/drafts/{id}", api.show_draft),
        web.put("/api/v1/drafts/{id}", api.edit),
        web.post("/api/v1/drafts/{id}/proofs", api.proofread),
        web.post("/api/v1/drafts/{id}/reviews", api.review),
        web.post("/api/v1/drafts/{id}/holds", api.hold),
        web.post("/api/v1/drafts/{id}/resumptions", api.resume),
        web.post("/api/v1/drafts/{id}/publications", api.register),
        web.post("/api/v1/drafts/{id}/withdrawals", api.withdraw),
        web.post("/api/v1/previews", previews.preview),
    ]
