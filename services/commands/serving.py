"""lianbo run, lianbo service, lianbo migrate: what starts, and runs until it is told to stop."""

import asyncio
import faulthandler
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from services.commands.away import away
from services.commands.servers import both, mail_server, neither
from services.commands.terminal import configured, fail, out, run
from services.system import (
    System,
    administered,
    embedded,
    lay_samples,
    opened,
    prepare,
    serving,
    until_migrated,
    working,
)
from shared.aside import SWITCH_SECONDS
from shared.folder_lock import FolderInUseError
from shared.identity.sample import refuse_sample_beyond_loopback, samples
from shared.settings import Settings
from shared.web.doors import doors

log = structlog.get_logger()

Data = Annotated[Path | None, typer.Option(help="数据文件夹。[默认 LIANBO_DATA 或 ./var]", show_default=False)]
Port = Annotated[int | None, typer.Option(help="端口。[默认 LIANBO_PORT 或 8000]", show_default=False)]
Sample = Annotated[bool, typer.Option(help="放入示例账号和示例报送（仅限本机）。")]
GONE_SECONDS = 18
"""From the signal to the end at the latest: supervisors lose their patience at 30 s."""


class Name(StrEnum):
    INGEST = "ingest"
    PUBLISHER = "publisher"
    NOTIFIER = "notifier"


def run_embedded(*, data: Data = None, port: Port = None, sample: Sample = True) -> None:
    """在本机运行整个系统：一个进程，不需要其他服务器。Ctrl-C 停止。"""
    settings = configured(neither, data=data, port=port, quiet=True)

    async def work() -> None:
        with doors(settings) as (front, admin):
            async with (
                _until_stopped() as stop,
                embedded(settings, sample=sample) as system,
                serving(system, system.services, front),
                administered(system, system.services, admin, front),
            ):
                _greet(system)
                await stop.wait()
                out.print("正在停止……")

    _run(work, settings)


def service(name: Annotated[Name, typer.Argument(help="哪一个服务。")]) -> None:
    """运行一个服务，使用 LIANBO_AMQP_URL 和 LIANBO_DATABASE_URL；可以同时运行多个副本。"""
    settings = configured(both, mail_server) if name is Name.NOTIFIER else configured(both)

    async def work() -> None:
        with doors(settings) as (front, admin):
            async with _until_stopped() as stop, opened(settings, process=name) as system:
                one = next(service for service in system.services if service.name == name)
                async with administered(system, [one], admin, front):
                    if not await until_migrated(system, one, stop):
                        return
                    async with working(system, [one]), serving(system, [one], front):
                        log.info("service.serving", service=name, host=settings.host, port=settings.port)
                        await stop.wait()

    _run(work, settings)


def migrate(
    *, sample: Annotated[bool, typer.Option("--sample", help="放入示例账号和示例报送（仅限本机）。")] = False
) -> None:
    """建好或更新数据库，声明队列；每次升级先执行一次。"""
    settings = configured(both)

    async def work() -> None:
        if sample:
            refuse_sample_beyond_loopback(settings)
        async with opened(settings, sample=sample) as system:
            await prepare(system)
            if sample:
                await lay_samples(system)
        out.print("数据库和队列已就绪。")

    _run(work, settings)


def _run(work: Callable[[], Coroutine[Any, Any, None]], settings: Settings) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        run(work())
    except FolderInUseError:
        fail(f"数据文件夹 {settings.data} 正被另一个进程使用。请先停止它，或用 --data 换一个文件夹。")
    except OSError as error:
        fail(away(error) or f"无法启动：{error.strerror or error}。请检查数据文件夹的权限和各服务器的地址。")


@asynccontextmanager
async def _until_stopped() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM or Ctrl-C sets; what is in work is then finished."""
    stop = asyncio.Event()

    def told() -> None:
        stop.set()
        # Whatever a library waits for: the process is gone in time, and where it stood is in the log. Nothing is lost,
        # it is a kill -9 that announces itself.
        faulthandler.dump_traceback_later(GONE_SECONDS, exit=True)

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told)
    yield stop


def _greet(system: System) -> None:
    settings = system.settings
    pages = (
        ("首页", "/"), ("报送", "/submit"), ("编辑台", "/desk"), ("电视台", "/station"), ("供稿接口", "/feed"),
        ("邮箱", "/mailbox"), ("运维", "/ops"),
    )  # fmt: skip
    out.rule(f"[bold]联播 Lianbo[/bold] · {system.campaign.title}")
    for title, path in pages:
        out.print(f"  {title:　<6}{settings.address}{path}")
    out.print(f"  {'健康检查':　<6}http://{settings.admin_host}:{settings.admin_port}/readyz")
    if system.sample:
        shown = [one for one in samples(system.campaign) if not one.account.unit]
        out.print("\n  示例账号，密码均为 [bold]lianbo-sample[/bold]：")
        for one in shown:
            out.print(f"    {one.account.login:<10}{one.account.name:　<8}令牌 {one.token}", highlight=False)
        units = [one.account.login for one in samples(system.campaign) if one.account.unit]
        out.print(f"    供稿单位：{'、'.join(units)}；令牌为 sample-unit-单位代码", highlight=False)
    out.print("\n  Ctrl-C 停止。\n")
