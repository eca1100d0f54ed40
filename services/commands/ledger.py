"""lianbo ledger verify, lianbo ledger head, lianbo ledger export."""

from collections.abc import Mapping
from typing import Annotated

import pydantic_core
import typer
from pydantic import BaseModel, ValidationError

from services.commands.terminal import AsJson, as_json, configured, fail, out, run
from services.publisher.releasing.storage.agreement import ReleasesAgree
from services.publisher.stories.ledger.entry import NOTHING_KNOWN
from services.publisher.stories.ledger.verify import VerifyLedger
from services.publisher.stories.storage.agreement import StoriesAgree
from services.publisher.stories.storage.ledger import SqlLedger
from services.system import opened

app = typer.Typer(help="流转记录(审签链)：校验、导出。", no_args_is_help=True)


class Known(BaseModel):
    """A line of an earlier export, or a head: what is wanted of both stands under the same names."""

    sequence: int
    hash: str


@app.command()
def verify(
    *,
    against: Annotated[
        typer.FileBinaryRead | None,
        typer.Option(help="以前另存的 ledger export 或 ledger head 文件：连重新封存过的改动和截去的末尾也能发现。"),
    ] = None,
    json: AsJson = False,
) -> None:
    """逐条校验，并核对库中的平台稿、签字和发布，指出第一处不符；系统停着时也能用。"""
    known = NOTHING_KNOWN if against is None else _known(against)

    async def work() -> None:
        async with opened(configured()) as system:
            verify = VerifyLedger(
                system.databases["publisher"], SqlLedger(), (StoriesAgree(), ReleasesAgree()), system.clock
            )
            broken = await verify(known)
        if json:
            as_json({"holds": broken is None, "broken": broken, "compared": len(known)})
        if broken is not None:
            fail(f"流转记录不符：{broken.place}（{broken.entry_id or '无编号'}）。{broken.reason}")
        if not json:
            compared = f"与另存的 {len(known)} 条一致，" if known else ""
            out.print(f"流转记录完整，逐条相符；{compared}库中的平台稿、签字和发布都与记录一致。")

    run(work())


@app.command()
def head(
    file: Annotated[typer.FileBinaryWrite, typer.Argument(help="写到哪个文件；- 为标准输出。")],
) -> None:
    """另存链头（最后一条的序号和哈希）。存到别处，以后用 verify --against 核对。"""

    async def work() -> None:
        async with opened(configured()) as system, system.databases["publisher"].reading() as view:
            file.write(pydantic_core.to_json(await SqlLedger().head(view)) + b"\n")

    run(work())


@app.command()
def export(
    file: Annotated[typer.FileBinaryWrite, typer.Argument(help="写到哪个文件，每行一条 JSON；- 为标准输出。")],
) -> None:
    """导出全部已封存的记录，每行一条 JSON。"""

    async def work() -> None:
        async with opened(configured()) as system, system.databases["publisher"].reading() as view:
            try:
                async for sealed in SqlLedger().export(view):
                    file.write(pydantic_core.to_json(sealed) + b"\n")
            except ValueError as error:
                fail(f"导出中止，之前的记录已写出。{error}")

    run(work())


def _known(file: typer.FileBinaryRead) -> Mapping[int, str]:
    known = {}
    for number, line in enumerate(file, 1):
        try:
            one = Known.model_validate_json(line)
        except ValidationError:
            fail(f"对照文件第 {number} 行读不懂。请用 lianbo ledger export 或 lianbo ledger head 存下的原文件。")
        if one.sequence:
            known[one.sequence] = one.hash
    if not known:
        fail("对照文件是空的。请用 lianbo ledger export 或 lianbo ledger head 存下的原文件。")
    return known
