"""Logs are facts: an event name in the past tense, ids beside it, never a person's data."""

import logging
import re
import sys
from typing import Any, Literal

import structlog

_SECRET_PATH = re.compile(r"(/feed/k/)[^/?#\s\"']+")
"""A subscriber's token in an address: the last resort of readers that can send no header."""


def masked(logger: Any, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """No line, whoever writes it, carries a token."""
    del logger, method
    return {name: _SECRET_PATH.sub(r"\1…", value) if isinstance(value, str) else value for name, value in event.items()}


def set_up_log(form: Literal["console", "json"], level: str = "info") -> None:
    """Everything, the libraries' lines too, goes to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        masked,
    ]
    final: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, masked, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # Not the pretty one: it prints local variables, and with them forms and accounts.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in ("aiosqlite", "alembic", "aio_pika", "aiormq", "faststream", "asyncio", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
