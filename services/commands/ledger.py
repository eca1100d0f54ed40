"""lianbo ledger verify, lianbo ledger export."""

from typing import Annotated

import pydantic_core
import typer

from services.commands.terminal import AsJson, as_json, configured, fail, out, run
from services.publisher.stories.storage.ledger import SqlLedger
from services.system import opened

app = typer.Typer(help="流转记录(审签链)：校验、导出。", no_args_is_help=True)


@app.command()
def verify(*, json: AsJson = False) -> None:
    """逐条校验，指出第一条不符的记录；系统停着时也能用。"""

    async def work() -> None:
        async with opened(configured()) as system, system.databases["publisher"].reading() as view:
            broken = await SqlLedger().verify(view, system.clock.now())
        if json:
            as_json({"holds": broken is None, "broken": broken})
        if broken is not None:
            place = "未编号" if broken.sequence is None else f"第 {broken.sequence} 条"
            fail(f"流转记录不符：{place}（{broken.entry_id or '无编号'}）。{broken.reason}")
        if not json:
            out.print("流转记录完整，逐条相符。")

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
