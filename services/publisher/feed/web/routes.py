"""Every address of the feed."""

from aiohttp import web

from services.publisher.feed.web.pages import Feed

ITEM = r"{id:[^/]+?}"
SHA256 = r"{sha256:[0-9a-f]{64}}"


def feed_routes(feed: Feed) -> list[web.AbstractRouteDef]:
    """GET and HEAD; below `/feed/k/{secret}/` the same for readers that can send no header."""
    return [
        web.get("/feed", feed.index),
        web.get("/feed.atom", feed.atom),
        *_below("/feed", feed),
        web.get("/feed/k/{secret}/feed.atom", feed.atom),
        *_below("/feed/k/{secret}", feed),
    ]


def _below(root: str, feed: Feed) -> list[web.AbstractRouteDef]:
    return [
        web.get(f"{root}/changes", feed.changes),
        web.get(f"{root}/items/{ITEM}.atom", feed.item_atom),
        web.get(f"{root}/items/{ITEM}.txt", feed.item_script),
        web.get(f"{root}/items/{ITEM}/package.zip", feed.item_package),
        web.get(f"{root}/items/{ITEM}", feed.item_page),
        web.get(f"{root}/media/{SHA256}/{{name}}", feed.media),
    ]
