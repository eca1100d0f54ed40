"""Which of the files that came is meant by which entry of a report: by name, and where names repeat, in order."""

from collections.abc import Sequence
from urllib.parse import unquote

from services.ingest.domain.file import Received
from services.ingest.domain.report import SentFile


def matched(listed: Sequence[SentFile], received: Sequence[Received]) -> tuple[list[Received | None], list[Received]]:
    """For each entry its file, and the files that no entry names. An entry that says a hash gets that file first."""
    waiting = list(received)
    found: list[Received | None] = [None] * len(listed)
    for fits in (_says_so, _does_not_say, _same_name):  # the last: of other content than it says, for others to tell
        for place, sent in enumerate(listed):
            if found[place] is None and (file := next((file for file in waiting if fits(sent, file)), None)):
                found[place] = file
                waiting.remove(file)
    return found, waiting


def _same_name(sent: SentFile, file: Received) -> bool:
    """Some programs write %20 for a space into the multipart body, and the space itself into the report."""
    return sent.name in {file.name, unquote(file.name)}


def _says_so(sent: SentFile, file: Received) -> bool:
    return sent.sha256 == file.sha256 and _same_name(sent, file)


def _does_not_say(sent: SentFile, file: Received) -> bool:
    return sent.sha256 is None and _same_name(sent, file)
