"""A message as a transport hands it over: bytes and headers, nothing believed yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shared.widths import OPERATOR

ATTEMPTS = "attempts"
"""How often it was tried in vain since it was published or last replayed."""
REPLAY_COUNT = "replay-count"
REPLAYED_BY = "replayed-by"
DEATH_REASON = "death-reason"
OWN_HEADERS = (ATTEMPTS, REPLAY_COUNT, REPLAYED_BY)
"""All that is ever published again: a copied `x-death` makes RabbitMQ drop the message, silently."""


SMALL_NUMBER = re.compile("[0-9]{1,6}")


@dataclass(frozen=True)
class Message:
    id: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def attempts(self) -> int:
        return self._number(ATTEMPTS)

    @property
    def replay_count(self) -> int:
        return self._number(REPLAY_COUNT)

    def own_headers(self) -> dict[str, str]:
        return {name: str(self.headers[name])[:128] for name in OWN_HEADERS if name in self.headers}

    def tried_again(self) -> "Message":
        return replace(self, headers={**self.own_headers(), ATTEMPTS: str(self.attempts + 1)})

    def put_off(self) -> "Message":
        return replace(self, headers=self.own_headers())

    def replayed(self, by: str) -> "Message":
        """From the first attempt on, the whole ladder again; the id stays, so an effect that happened stays one."""
        return replace(self, headers={REPLAY_COUNT: str(self.replay_count + 1), REPLAYED_BY: by[:OPERATOR]})

    def _number(self, header: str) -> int:
        value = str(self.headers.get(header, "0"))
        return int(value) if SMALL_NUMBER.fullmatch(value) else 0
