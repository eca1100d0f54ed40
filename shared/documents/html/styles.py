"""What the styles of an element say: its own, and those of the sheets in the document as far as they are simple."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

Declared = Mapping[str, str]
Attributes = Mapping[str, str | None]

_SHEET = re.compile(r"<style\b[^>]*>", re.IGNORECASE)
_SHEET_END = re.compile(r"</style", re.IGNORECASE)
_NOT_RULES = re.compile(r"<!--|-->|/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+")


class Styles(NamedTuple):
    rules: Mapping[str, Declared]
    """By a simple selector: `span.MsoDel`, `.hidden`, `#note`."""

    @classmethod
    def of(cls, source: str) -> "Styles":
        rules: dict[str, dict[str, str]] = {}
        for selectors, declarations in _rules(source):
            declared = declarations_of(declarations)
            for selector in selectors.split(","):
                if declared and _SIMPLE.fullmatch(name := selector.strip().lower()):
                    rules.setdefault(name, {}).update(declared)
        return cls(rules)

    def at(self, tag: str, attributes: Attributes) -> Declared:
        """The weakest first: by its tag, its classes, its id; its own last."""
        classes, name = classes_of(attributes), (attributes.get("id") or "").lower()
        selectors = [tag, *(f".{one}" for one in classes), *(f"{tag}.{one}" for one in classes)]
        selectors += [f"#{name}", f"{tag}#{name}"]
        declared: dict[str, str] = {}
        for selector in selectors:
            declared |= self.rules.get(selector, {})
        return declared | declarations_of(attributes.get("style") or "")


def classes_of(attributes: Attributes) -> list[str]:
    return (attributes.get("class") or "").lower().split()


def declarations_of(style: str) -> dict[str, str]:
    declared: dict[str, str] = {}
    for declaration in style.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            declared[name.strip()] = value.replace("!important", "").strip()
    return declared


def _rules(source: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations. What stands inside @media and the like is for another medium, and passed over."""
    for sheet in _sheets(source):
        inside = 0
        for part in _NOT_RULES.sub(" ", sheet).split("}"):
            selectors, _, declarations = part.rpartition("{")
            inside += part.count("{") - 1
            if inside == 0 and "{" not in selectors:
                yield selectors, declarations
            inside = max(inside, 0)


def _sheets(source: str) -> Iterator[str]:
    at = 0
    while (opened := _SHEET.search(source, at)) and (closed := _SHEET_END.search(source, opened.end())):
        yield source[opened.end() : closed.start()]
        at = closed.end()
