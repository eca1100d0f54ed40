"""Every way to break a module in one place. What a place may become is mutmut's knowledge."""

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

from tests.mutants.places import digest, modules

UNSEEN = frozenset({"log", "structlog", "NewType", "TypeVar"})
"""What is called on these is for a log or for the type checker."""


AROUND = 40
"""Letters shown beside what was changed."""


@dataclass(frozen=True)
class Mutant:
    module: str
    lines: range
    was: str
    now: str
    source: str
    """The whole module with this one place broken."""

    @property
    def id(self) -> str:
        return digest(f"{self.module}\n{self.source}".encode())


@dataclass(frozen=True)
class Place:
    """Where something may change; the module is written anew only for those that are drawn."""

    name: str
    module: cst.Module
    node: cst.CSTNode
    other: cst.CSTNode
    at: CodeRange

    def broken(self) -> Mutant:
        source = self.module.deep_replace(self.node, self.other).code  # type: ignore[arg-type, union-attr]
        was, now = _shown(self.module, self.node, self.other)
        return Mutant(self.name, range(self.at.start.line, self.at.end.line + 1), was, now, source)


class Places(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, name: str, module: cst.Module) -> None:
        super().__init__()
        self.found: list[Place] = []
        self._name, self._module = name, module

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom) or _is_unseen(node):
            return False
        for other in _others(node):
            at = self.get_metadata(PositionProvider, node, None)
            if isinstance(at, CodeRange):
                self.found.append(Place(self._name, self._module, node, other, at))
        return True


def places(root: Path) -> dict[str, list[Place]]:
    """By module, all there are."""
    found = {}
    for name in modules(root):
        wrapper = MetadataWrapper(cst.parse_module((root / name).read_text()))
        visitor = Places(name, wrapper.module)
        wrapper.visit(visitor)
        found[name] = visitor.found
    return found


def drawn(found: dict[str, list[Place]], size: int, seed: str) -> Iterator[Mutant]:
    """By lot, of each module according to its size. The same seed draws the same from the same code."""
    total = sum(map(len, found.values()))
    for name, of_module in found.items():
        count = min(len(of_module), max(1, round(size * len(of_module) / total)))
        yield from (place.broken() for place in random.Random(f"{seed} {name}").sample(of_module, count))


def _others(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            others = list(operator(node))
            yield from others[:1] if operator is operator_string else others  # one other text is as good as three


def _is_unseen(node: cst.CSTNode) -> bool:
    called = node.func if isinstance(node, cst.Call) else None
    while isinstance(called, cst.Attribute):
        called = called.value
    return isinstance(called, cst.Name) and called.value in UNSEEN


def _shown(module: cst.Module, was: cst.CSTNode, now: cst.CSTNode) -> tuple[str, str]:
    """In one line each, cut down to what differs and a little around it."""
    texts = [" ".join(module.code_for_node(node).split()) for node in (was, now)]
    same = len(os.path.commonprefix(texts))  # noqa: RUF071  letters are meant
    same_end = len(os.path.commonprefix([text[same:][::-1] for text in texts]))  # noqa: RUF071  same
    begin = max(0, same - AROUND)
    one, other = (text[begin : len(text) - max(0, same_end - AROUND)] for text in texts)
    return one, other
