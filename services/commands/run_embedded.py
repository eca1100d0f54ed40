"""lianbo run: all three services in this process."""

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import Annotated

import typer

from services.commands.terminal import campaign_or_end, fail, out, run, settings_or_end, wrong_configuration
from services.system import AlreadyRunningError, System, embedded, serving
from shared.identity.sample import samples
from shared.settings import ConfigurationError, Settings

Data = Annotated[Path | None, typer.Option(help="数据文件夹。[默认 LIANBO_DATA 或 ./var]", show_default=False)]
Port = Annotated[int | None, typer.Option(help="端口。[默认 LIANBO_PORT 或 8000]", show_default=False)]
Sample = Annotated[bool, typer.Option(help="放入示例账号和示例报送（仅限本机）。")]


def run_embedded(*, data: Data = None, port: Port = None, sample: Sample = True) -> None:
    """在本机运行整个系统：一个进程，不需要其他服务器。Ctrl-C 停止。"""
    settings = settings_or_end(data=data, port=port)
    set_elsewhere = [
        f"LIANBO_{name.upper()}：lianbo run 自带队列和数据库，不能同时设置。请取消此项，或改用 lianbo service。"
        for name in ("amqp_url", "database_url")
        if getattr(settings, name) is not None
    ]
    if set_elsewhere:
        wrong_configuration(set_elsewhere)
    campaign_or_end(settings)
    run(_until_stopped(settings, sample=sample))


async def _until_stopped(settings: Settings, *, sample: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        async with embedded(settings, sample=sample) as system, serving(system):
            _greet(system)
            await stop.wait()
            out.print("正在停止……")
    except ConfigurationError as error:
        wrong_configuration(error.errors)
    except AlreadyRunningError:
        fail(f"数据文件夹 {settings.data} 正被另一个进程使用。请先停止它，或用 --data 换一个文件夹。")
    except OSError as error:
        fail(f"无法启动：{error.strerror or error}。请检查端口 {settings.port}、{settings.admin_port} 是否被占用。")


def _greet(system: System) -> None:
    settings = system.settings
    out.rule(f"[bold]联播 Lianbo[/bold] · {system.campaign.title}")
    out.print(f"  首页      {settings.address}/")
    out.print(f"  编辑台    {settings.address}/desk")
    out.print(f"  报送      {settings.address}/submit")
    out.print(f"  电视台供稿 {settings.address}/feed")
    out.print(f"  邮箱      {settings.address}/mailbox")
    out.print(f"  运维      {settings.address}/ops")
    out.print(f"  健康检查  http://{settings.admin_host}:{settings.admin_port}/readyz")
    if system.sample:
        out.print("\n  示例账号（密码均为 [bold]lianbo-sample[/bold]）：")
        shown = list(samples(system.campaign))
        for one in shown[:12]:
            out.print(f"    {one.account.login:<10} {one.account.name}　令牌 {one.token}", highlight=False)
        out.print(f"    …另有 {len(shown) - 12} 个单位账号，见首页", highlight=False)
    out.print("\n  Ctrl-C 停止。")
    with contextlib.suppress(ValueError, OSError):
        out.file.flush()
