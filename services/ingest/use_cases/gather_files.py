"""Brings what a report says of its files together with the files that came."""

from collections import Counter
from collections.abc import Iterable, Sequence

from services.ingest.domain.file import Inspect, Received, RefusedFile, as_file, described, named
from services.ingest.domain.matching import matched
from services.ingest.domain.mistakes import Fault, Mistake
from services.ingest.domain.report import Report, SentFile
from shared.contracts.submissions import File


class GatherFiles:
    def __init__(self, inspect: Inspect) -> None:
        self.inspect = inspect

    async def __call__(
        self, report: Report, received: Sequence[Received], known: Iterable[File]
    ) -> tuple[list[File], list[Mistake]]:
        """Every listed file, and what is wrong. `known` are files that the sender handed in before."""
        came, unlisted = matched(report.files, received)
        kept = list(known)
        files: list[File] = []
        mistakes = _unlisted(report, unlisted)
        for place, sent in enumerate(report.files):
            try:
                received_one = came[place]
                file = _kept(sent, kept) if received_one is None else await self._came(sent, received_one)
                files.append(described(sent, file))
            except RefusedFile as refused:
                mistakes.append(Mistake(f"files[{place}].{refused.part}", str(refused), refused.fault))
        return named(files), mistakes

    async def _came(self, sent: SentFile, file: Received) -> File:
        if sent.sha256 not in {None, file.sha256}:
            raise RefusedFile("文件内容与 sha256 不符，请核对后重传。", Fault.INVALID, part="sha256")
        found = await self.inspect(file)
        return as_file(file, found)


def _kept(sent: SentFile, known: list[File]) -> File:
    """By its content; or by the name it had in the revision before, or was sent under, each only once."""
    for file in reversed(known):
        if file.sha256 == sent.sha256:
            return file
    if sent.sha256 is None:
        by_name = [file for file in reversed(known) if file.name == sent.name]
        for file in [*by_name, *(file for file in known if file.sent_as == sent.name)]:
            known.remove(file)
            return file
    raise RefusedFile(f"没有收到文件“{sent.name}”，请重新选择后再传。", Fault.INVALID)


def _unlisted(report: Report, unlisted: Sequence[Received]) -> list[Mistake]:
    listed = Counter(sent.name for sent in report.files)
    names = Counter(file.name for file in unlisted)
    return [
        Mistake(
            "files",
            f"收到 {listed[name] + more} 个都叫“{name}”的文件，files 中只列了 {listed[name]} 个，请逐个列出。"
            if listed[name]
            else f"文件“{name}”没有列在 files 中。",
        )
        for name, more in names.items()
    ]
