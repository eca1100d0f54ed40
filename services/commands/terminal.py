"""What all commands share: settings or a clear end, tables or JSON, secrets never from arguments."""

import asyncio
import getpass
import sys
from collections.abc import Coroutine, Sequence
from typing import Annotated, Any, NoReturn

import pydantic_core
import typer
from rich.console import Console
from rich.table import Table

from shared.campaign import Campaign
from shared.campaign.fault import CampaignError
from shared.campaign.folder import load_campaign
from shared.log import set_up_log
from shared.settings import ConfigurationError, Settings, open_settings

WRONG_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h."""

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序使用。")]


def settings_or_end(*, quiet: bool = False, **given: Any) -> Settings:
    """`quiet`: somebody sits in front of it, and reads warnings only unless LIANBO_LOG_LEVEL says otherwise."""
    try:
        settings = open_settings(**given)
    except ConfigurationError as error:
        wrong_configuration(error.errors)
    set_up_log(settings.log, settings.log_level or ("warning" if quiet and sys.stderr.isatty() else "info"))
    return settings


def campaign_or_end(settings: Settings) -> Campaign:
    try:
        return load_campaign(settings.campaign_folder)
    except CampaignError as error:
        wrong_configuration([str(fault) for fault in error.faults])


def wrong_configuration(errors: Sequence[str]) -> NoReturn:
    err.print(f"配置有 {len(errors)} 处错误，请改正后再启动：", style="bold red")
    for error in errors:
        err.print(f"  · {error}", markup=False)
    raise typer.Exit(WRONG_CONFIGURATION)


def fail(message: str) -> NoReturn:
    err.print(message, style="red", markup=False)
    raise typer.Exit(1)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def as_json(value: object) -> None:
    sys.stdout.buffer.write(pydantic_core.to_json(value, indent=2) + b"\n")


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], empty: str) -> None:
    if not rows:
        out.print(empty)
        return
    drawn = Table(*columns)
    for row in rows:
        drawn.add_row(*("—" if cell is None else str(cell) for cell in row))
    out.print(drawn)


def secret(prompt: str) -> str:
    """From the terminal without echo, or a line of standard input; never from an argument."""
    value = getpass.getpass(f"{prompt}：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not value:
        fail(f"没有读到{prompt}。请在提示后输入，或从标准输入给出一行。")
    return value
