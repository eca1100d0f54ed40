"""The feed's addresses, absolute, below whatever root the reader came in by."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from services.publisher.feed.item import FeedItem, Media

_SITE = "https://site.invalid"
_BELOW = "https://below.invalid"
"""What stands in stored and in ready bytes: moving house or a reader's secret path changes none of them."""
_PLACE = re.compile(rb'(<[^<>]*\s(?:href|url)=")https://(site|below)\.invalid')
"""Only where a tag links to it. No text can look like that: in bytes of XML each `<` of a text is written `&lt;`."""


@dataclass(frozen=True)
class Addresses:
    documents: str
    """Before `/feed.atom`."""
    below: str
    """Before `/items/…`, `/media/…`."""

    @classmethod
    def open(cls, public_url: str) -> "Addresses":
        return cls(public_url, f"{public_url}/feed")

    @classmethod
    def secret(cls, public_url: str, secret: str) -> "Addresses":
        """For readers that can send no header: everything lies below the secret."""
        return cls(f"{public_url}/feed/k/{secret}", f"{public_url}/feed/k/{secret}")

    def page(self, item: FeedItem) -> str:
        return f"{self.below}/items/{item.slug}"

    def atom(self, item: FeedItem) -> str:
        return f"{self.below}/items/{item.slug}.atom"

    def script(self, item: FeedItem) -> str:
        return f"{self.below}/items/{item.slug}.txt"

    def package(self, item: FeedItem) -> str:
        return f"{self.below}/items/{item.slug}/package.zip"

    def media(self, media: Media) -> str:
        return f"{self.below}/media/{media.sha256}/{quote(media.name, safe='')}"

    def here(self, ready: bytes) -> bytes:
        """The same bytes with these addresses."""
        roots = {b"site": self.documents.encode(), b"below": self.below.encode()}
        return _PLACE.sub(lambda found: found[1] + roots[found[2]], ready)

    def on_site(self) -> "Addresses":
        """For pages: by whatever name somebody opened the site, its pictures come from there (img-src 'self')."""
        return Addresses(urlsplit(self.documents).path, urlsplit(self.below).path)


ANYWHERE = Addresses(_SITE, _BELOW)
