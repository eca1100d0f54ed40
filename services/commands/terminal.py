"""What all commands share: settings or a clear end, tables or JSON, secrets never from arguments."""

import asyncio
import getpass
import sys
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import pydantic_core
import typer
from rich.console import Console
from rich.table import Table

from services.commands.away import away
from services.commands.servers import Rule, both_or_neither
from shared.campaign.fault import CampaignError
from shared.campaign.folder import load_campaign
from shared.log import set_up_log
from shared.settings import ConfigurationError, Settings, read_settings

CONNECTION_THREAD = "_connection_worker_thread"
"""What aiosqlite calls them."""
LAST_ANSWER_SECONDS = 1.0
WRONG_CONFIGURATION = 78
"""EX_CONFIG of sysexits.h."""

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出，供程序使用。")]


def configured(*rules: Rule, quiet: bool = False, **given: Any) -> Settings:
    """ConfigurationError with everything that is wrong: settings, which of them go together, the campaign's folder.

    `quiet`: somebody sits in front of it, and reads warnings only unless LIANBO_LOG_LEVEL says otherwise.
    """
    read = read_settings(**given)
    errors = [*read.errors, *(error for rule in rules or (both_or_neither,) for error in rule(read.named))]
    settings = read.settings
    try:
        load_campaign(settings.campaign_folder)
    except CampaignError as error:
        errors += map(str, error.faults)
    if errors:
        raise ConfigurationError(errors)
    set_up_log(settings.log, settings.log_level or ("warning" if quiet and sys.stderr.isatty() else "info"))
    return settings


@contextmanager
def refusing_wrong_configuration() -> Iterator[None]:
    """Around every command, wherever in it the mistake shows."""
    try:
        yield
    except ConfigurationError as wrong:
        err.print(f"配置有 {len(wrong.errors)} 处错误，请改正后再启动：", style="bold red")
        for error in wrong.errors:
            err.print(f"  · {error}", markup=False)
        sys.exit(WRONG_CONFIGURATION)


@contextmanager
def telling_what_is_away() -> Iterator[None]:
    """Around every command: a database or a broker that is away is no fault of the program."""
    try:
        yield
    except Exception as error:
        told = away(error)
        if not told:
            raise
        err.print(told, style="red", markup=False)
        sys.exit(1)


def fail(message: str) -> NoReturn:
    err.print(message, style="red", markup=False)
    raise typer.Exit(1)


def run(work: Coroutine[Any, Any, None]) -> None:
    async def to_the_end() -> None:
        try:
            await work
        finally:
            # A connection that could not be made still answers to this loop, and complains aloud if it finds it closed.
            for thread in threading.enumerate():
                if CONNECTION_THREAD in thread.name:
                    await asyncio.to_thread(thread.join, LAST_ANSWER_SECONDS)

    asyncio.run(to_the_end())


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
