"""Brings what a report says of its files together with the files that came."""

from collections.abc import Iterable, Sequence

from services.ingest.domain.file import Inspect, Received, RefusedFile, as_file, described
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
        came = {file.name: file for file in received}
        kept = list(known)
        files: list[File] = []
        mistakes = [*_unlisted(report, received)]
        for place, sent in enumerate(report.files):
            try:
                file = await self._came(sent, came[sent.name]) if sent.name in came else _kept(sent, kept)
                files.append(described(sent, file))
            except RefusedFile as refused:
                mistakes.append(Mistake(f"files[{place}].{refused.part}", str(refused), refused.fault))
        return files, mistakes

    async def _came(self, sent: SentFile, file: Received) -> File:
        if sent.sha256 not in {None, file.sha256}:
            raise RefusedFile("文件内容与 sha256 不符，请核对后重传。", Fault.INVALID, part="sha256")
        found = await self.inspect(file)
        return as_file(file, found)


def _kept(sent: SentFile, known: list[File]) -> File:
    """By its content, or by the name it had in the revision before."""
    for file in reversed(known):
        if file.sha256 == sent.sha256 or (sent.sha256 is None and file.name == sent.name):
            return file
    raise RefusedFile(f"没有收到文件“{sent.name}”，请重新选择后再传。", Fault.INVALID)


def _unlisted(report: Report, received: Sequence[Received]) -> list[Mistake]:
    listed = {sent.name for sent in report.files}
    names = [file.name for file in received]
    return [
        *(Mistake("files", f"文件“{name}”没有列在 files 中。") for name in names if name not in listed),
        *(Mistake("files", f"收到两个都叫“{name}”的文件，请改名。") for name in set(names) if names.count(name) > 1),
    ]
