"""The API of stories and drafts, the packages, the feed. Desk, office, station, ops: beside their pages."""

from aiohttp import web

from services.publisher.api.package import PackageApi, package_routes
from services.publisher.api.previews import PreviewApi
from services.publisher.api.stories import StoriesApi
from services.publisher.feed.web.pages import Feed
from services.publisher.feed.web.routes import feed_routes


def routes(stories: StoriesApi, previews: PreviewApi, packages: PackageApi, feed: Feed) -> list[web.AbstractRouteDef]:
    return [*story_routes(stories, previews), *package_routes(packages), *feed_routes(feed)]


def story_routes(api: StoriesApi, previews: PreviewApi) -> list[web.AbstractRouteDef]:
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
