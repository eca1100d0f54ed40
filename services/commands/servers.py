"""Which settings belong together: with RabbitMQ and PostgreSQL a system is distributed, with neither it is embedded."""

from collections.abc import Callable

from shared.settings import variable

SERVERS = frozenset({"amqp_url", "database_url"})

Rule = Callable[[frozenset[str]], list[str]]
"""From the names of the settings that were given to what is wrong with them."""


def neither(named: frozenset[str]) -> list[str]:
    remedy = "lianbo run 自带队列和数据库，不能同时设置。请取消此项，或改用 lianbo service。"
    return [f"{variable(name)}：{remedy}" for name in sorted(SERVERS & named)]


def both(named: frozenset[str]) -> list[str]:
    remedy = "多机运行必填，例如由 …_FILE 指向的文件给出。单机两项都不设，用 lianbo run。"
    return [f"{variable(name)}：{remedy}" for name in sorted(SERVERS - named)]


def both_or_neither(named: frozenset[str]) -> list[str]:
    return both(named) if SERVERS & named else []


def mail_server(named: frozenset[str]) -> list[str]:
    """For who delivers e-mails, and nobody else."""
    if not SERVERS & named or "smtp_url" in named:
        return []
    return [f"{variable('smtp_url')}：多机运行时发信必填，写成 smtps://用户:密码@邮件服务器:465。"]
