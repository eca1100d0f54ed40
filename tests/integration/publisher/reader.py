"""Somebody with a browser that runs no scripts: reads pages, fills in their forms, presses their buttons."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from lxml import html

from shared.identity.sample import PASSWORD


class Page:
    def __init__(self, reader: "Reader", address: str, status: int, source: bytes) -> None:
        self._reader = reader
        self.address = address
        self.status = status
        self.document = html.fromstring(source.decode())

    @property
    def text(self) -> str:
        """What a person reads, white space made one."""
        main = self.document.xpath("//main")
        return " ".join((main[0] if main else self.document).text_content().split())

    @property
    def notice(self) -> str:
        """The one line after a deed."""
        return " ".join(" ".join(self.document.xpath("//p[@role='status']//text()")).split())

    @property
    def refusal(self) -> str:
        """Why something was not done."""
        return " ".join(" ".join(self.document.xpath("//*[@role='alert']//text()")).split())

    def links(self, containing: str) -> list[str]:
        return [a.get("href") for a in self.document.iter("a") if containing in a.text_content()]

    def has_button(self, label: str) -> bool:
        return bool(self._buttons(label))

    def value(self, name: str) -> str:
        """What stands in the field."""
        (field,) = self.document.xpath(f"//*[@name='{name}']")
        return field.value if field.tag != "textarea" else (field.text or "").removeprefix("\n")

    async def follow(self, containing: str) -> "Page":
        return await self._reader.open(urljoin(self.address, self.links(containing)[0]))

    async def press(self, label: str, within: str = "", **filled: Any) -> "Page":
        """The button of that label (in the form whose source contains `within`), after filling in its form.

        A name with a dot stands with two underscores; a set ticks exactly these checkboxes.
        """
        for button, form in self._buttons(label):
            if within and within not in html.tostring(form, encoding="unicode"):
                continue
            for name, value in filled.items():
                _fill(form, name.replace("__", "."), value)
            sent = [*form.form_values(), *([(button.get("name"), button.get("value"))] if button.get("name") else [])]
            action = urljoin(self.address, button.get("formaction") or form.get("action") or "")
            return await self._reader.send(form.method, action, sent)
        raise AssertionError(f"no button “{label}” on {self.address}: {self.text[:400]}")

    def _buttons(self, label: str) -> list[tuple[Any, Any]]:
        forms = {form.get("id"): form for form in self.document.forms if form.get("id")}
        found = []
        for button in self.document.iter("button"):
            form = forms.get(button.get("form")) if button.get("form") else next(button.iterancestors("form"), None)
            if form is not None and label in button.text_content():
                found.append((button, form))
        return found


class Reader:
    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self._base = base
        self._session = session

    async def sign_in(self, login: str) -> Self:
        await self.send("POST", urljoin(self._base, "/login"), [("login", login), ("password", PASSWORD)])
        return self

    async def open(self, address: str) -> Page:
        return await self.send("GET", urljoin(self._base, address), [])

    async def fetch(self, address: str) -> tuple[int, bytes, Mapping[str, str]]:
        async with self._session.get(urljoin(self._base, address)) as answer:
            return answer.status, await answer.read(), answer.headers

    async def count(self, address: str, sent: list[tuple[str, str]]) -> tuple[int, Any, Mapping[str, str]]:
        """What the page's script asks."""
        async with self._session.post(urljoin(self._base, address), data=sent) as answer:
            return answer.status, await answer.json(), answer.headers

    async def send(self, method: str, address: str, sent: list[tuple[str, str]]) -> Page:
        """As a browser does: a GET form's words become the query, a redirect is followed."""
        said = {"params" if method.upper() == "GET" else "data": sent} if sent else {}
        async with self._session.request(method, address, **said) as answer:
            return Page(self, str(answer.url), answer.status, await answer.read())


SignIn = Callable[[str], Awaitable[Reader]]


def _fill(form: Any, name: str, value: Any) -> None:
    field = form.inputs[name]
    if isinstance(value, set):
        field.value.clear()
        field.value.update(value)
    elif isinstance(field, html.CheckboxGroup | html.RadioGroup):
        field.value = value
    elif getattr(field, "type", "") == "checkbox":
        field.checked = value
    else:
        field.value = value


@asynccontextmanager
async def reading(base: str, login: str) -> AsyncIterator[Reader]:
    """A browser of their own, signed in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield await Reader(base, session).sign_in(login)
