"""lianbo queues, lianbo dead …"""

from typing import Annotated

import typer

from services.commands.terminal import AsJson, as_json, configured, fail, out, run, table
from services.system import opened

dead = typer.Typer(help="处理失败(死信)：查看、重推、丢弃。", no_args_is_help=True)
LetterId = Annotated[str, typer.Argument(help="死信编号。", metavar="ID")]


def queues(*, json: AsJson = False) -> None:
    """各队列：待处理、处理中、死信、最久等待秒数、消费者。"""

    async def work() -> None:
        async with opened(configured()) as system:
            readings = await system.queue_readings()
        if json:
            as_json(readings)
            return
        rows = [(q.name, q.ready, q.in_work, q.dead, _seconds(q.oldest_age_seconds), q.consumers) for q in readings]
        table(("队列", "待处理", "处理中", "死信", "最久(秒)", "消费者"), rows, "还没有队列")

    run(work())


@dead.command("list")
def list_(*, json: AsJson = False) -> None:
    """按原因分组列出死信，再逐条列出。"""

    async def work() -> None:
        async with opened(configured()) as system:
            groups, letters = await system.dead_letters.groups(), await system.dead_letters.page()
        if json:
            as_json({"groups": groups, "items": [_shown(letter) for letter in letters]})
            return
        table(("队列", "原因", "条数"), [(g.queue, g.reason, g.count) for g in groups], "没有死信")
        if letters:
            rows = [(one.id, one.queue, one.event_type, one.subject, one.died_at.isoformat()) for one in letters]
            table(("编号", "队列", "事件", "对象", "时间"), rows, "")

    run(work())


@dead.command()
def show(letter: LetterId, *, json: AsJson = False) -> None:
    """一条死信的全部内容。"""

    async def work() -> None:
        async with opened(configured()) as system:
            found = await system.dead_letters.get(letter)
        if found is None:
            fail(f"没有编号为 {letter} 的死信。用 lianbo dead list 查看。")
        shown = {**_shown(found), "headers": found.headers, "body": found.body.decode("utf-8", "replace")}
        if json:
            as_json(shown)
        else:
            table(("项", "值"), list(shown.items()), "")

    run(work())


@dead.command()
def replay(letters: Annotated[list[str], typer.Argument(metavar="ID…")]) -> None:
    """把死信放回原队列再处理一次。"""

    async def work() -> None:
        async with opened(configured()) as system:
            missing = [one for one in letters if not await system.dead_letters.replay(one, "command line")]
        if missing:
            fail(f"没有找到待处理的死信：{'、'.join(missing)}")
        out.print(f"已重推 {len(letters)} 条。")

    run(work())


@dead.command()
def discard(letters: Annotated[list[str], typer.Argument(metavar="ID…")]) -> None:
    """丢弃死信，不再处理。"""

    async def work() -> None:
        async with opened(configured()) as system:
            missing = [one for one in letters if not await system.dead_letters.discard(one, "command line")]
        if missing:
            fail(f"没有找到待处理的死信：{'、'.join(missing)}")
        out.print(f"已丢弃 {len(letters)} 条。")

    run(work())


def _seconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"


def _shown(letter: object) -> dict[str, object]:
    hidden = {"body", "headers"}
    return {name: value for name, value in vars(letter).items() if name not in hidden}
