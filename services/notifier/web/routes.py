"""Every address of the notifier."""

from aiohttp import web

from services.notifier.web.api import Api
from services.notifier.web.pages import Pages


def routes(pages: Pages, api: Api) -> list[web.AbstractRouteDef]:
    return [
        web.get("/mailbox", pages.mails),
        web.get("/mailbox/mails/{id}", pages.mail),
        web.get("/mailbox/mails/{id}/html", pages.html),
        web.post("/mailbox/mails/{id}/decision", pages.decide),
        web.get("/mailbox/calls", pages.calls),
        web.post("/mailbox/calls/{id}/done", pages.finish_call),
        web.get("/api/v1/emails", api.emails),
        web.post("/api/v1/emails/{id}/decisions", api.decide),
        web.get("/api/v1/calls", api.calls),
        web.post("/api/v1/calls/{id}/done", api.finish_call),
    ]
