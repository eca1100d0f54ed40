"""lianbo user, unit, subscriber, token: who may come in, and with what."""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Annotated, Any

import typer

from services.commands.terminal import AsJson, as_json, configured, fail, out, run, secret, table
from services.system import opened
from shared.campaign.folder import load_campaign
from shared.contracts.words import Stage
from shared.identity import Account, Role
from shared.identity.administration import Administration, NotDone
from shared.ids import AccountId

user = typer.Typer(help="账号。", no_args_is_help=True)
unit = typer.Typer(help="供稿单位的账号。", no_args_is_help=True)
subscriber = typer.Typer(help="电视台供稿的订阅方。", no_args_is_help=True)
token = typer.Typer(help="令牌。", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="账号，小写字母、数字、点、横线。", metavar="账号")]
Name = Annotated[str, typer.Option("--name", help="姓名或名称，显示在页面和审签单上。")]
Email = Annotated[str, typer.Option("--email", help="通知邮箱。")]


@user.command("add")
def add_user(
    login: Login,
    role: Annotated[Role, typer.Option(help="角色。")],
    *,
    name: Name,
    email: Email = "",
    stage: Annotated[list[Stage] | None, typer.Option(help="可审的环节，可多次给出。")] = None,
    office: Annotated[str, typer.Option(help="角色为 office、station 时：联系单位的代号。")] = "",
    duty: Annotated[bool, typer.Option("--duty", help="值班：可以撤稿。")] = False,
) -> None:
    """新建账号，密码从终端或标准输入读取。"""
    account = Account(
        AccountId(""), login, name, role, office=office, stages=frozenset(stage or ()), duty=duty, email=email
    )
    password = secret("密码")
    _administer(lambda it: it.add_account(account, password), f"已新建账号 {login}。")


@user.command("password")
def set_password(
    login: Login,
    *,
    keep_tokens: Annotated[bool, typer.Option("--keep-tokens", help="保留接口令牌；不写则一并吊销。")] = False,
) -> None:
    """重设密码，新密码从终端或标准输入读取；已登录的会话随即结束，接口令牌一并吊销。"""
    password = secret("新密码")

    async def change(administration: Administration) -> None:
        revoked = await administration.set_password(login, password, keep_tokens=keep_tokens)
        told = "接口令牌仍然有效" if keep_tokens else f"吊销接口令牌 {revoked} 个"
        out.print(f"已重设 {login} 的密码，原有登录已失效，{told}。")

    _administer(change, "")


@user.command("unlock")
def unlock_user(login: Login) -> None:
    """清除登录失败的计数：被要求等待的人可以马上再试。"""

    async def unlock(administration: Administration) -> None:
        sources = await administration.unlock(login)
        out.print(f"已清除 {login} 的登录失败计数（来自 {sources} 处）。")

    _administer(unlock, "")


@user.command()
def disable(login: Login) -> None:
    """停用账号：会话和令牌立即失效，流转记录保留姓名。"""
    _administer(lambda it: it.disable(login), f"已停用账号 {login}。")


@unit.command("add")
def add_unit(login: Login, code: Annotated[str, typer.Option(help="单位代码。")], *, email: Email = "") -> None:
    """为活动配置里的一个单位新建账号，密码从终端或标准输入读取。"""
    campaign = load_campaign(configured().campaign_folder)
    found = campaign.unit(code)
    if found is None:
        fail(f"活动配置里没有代码为 {code} 的单位，请先写进 units.toml。")
    account = Account(AccountId(""), login, found.name, Role.UNIT, unit=code, email=email)
    password = secret("密码")
    _administer(lambda it: it.add_account(account, password), f"已为{found.name}新建账号 {login}。")


@subscriber.command("add")
def add_subscriber(login: Login, *, name: Name, label: Annotated[str, typer.Option(help="令牌的说明。")] = "") -> None:
    """新建订阅方并发给一个令牌；令牌只显示这一次。"""

    async def add(administration: Administration) -> None:
        await administration.add_account(Account(AccountId(""), login, name, Role.SUBSCRIBER))
        out.print(await administration.add_token(login, label), markup=False)

    _administer(add, "")


@token.command("add")
def add_token(
    login: Login,
    label: Annotated[str, typer.Option(help="令牌的说明。")] = "",
    *,
    days: Annotated[int, typer.Option(min=0, help="有效天数；0 为不限期。")] = 365,
    reads_only: Annotated[bool, typer.Option("--read-only", help="只能读取，不能提交或修改。")] = False,
) -> None:
    """为一个账号再发一个令牌；令牌只显示这一次。"""

    async def add(administration: Administration) -> None:
        lasts = timedelta(days=days) if days else None
        out.print(await administration.add_token(login, label, lasts=lasts, reads_only=reads_only), markup=False)

    _administer(add, "")


@token.command("list")
def list_tokens(login: Annotated[str | None, typer.Argument(metavar="账号")] = None, *, json: AsJson = False) -> None:
    """列出令牌（不含其内容）。"""

    async def show(administration: Administration) -> None:
        found = await administration.tokens(login)
        if json:
            as_json(found)
        else:
            rows = [
                (one.id, one.login, one.label, "只读" if one.reads_only else "全部", one.created_at, one.used_at,
                 one.expires_at, one.revoked_at)
                for one in found
            ]  # fmt: skip
            table(("编号", "账号", "说明", "权限", "发出", "最近使用", "到期", "吊销"), rows, "没有令牌")

    _administer(show, "")


@token.command()
def revoke(
    number: Annotated[
        str | None, typer.Argument(help="令牌编号；不给出则从标准输入读令牌本身。", metavar="编号")
    ] = None,
) -> None:
    """立即吊销一个令牌。"""
    which = number or secret("令牌")
    _administer(lambda it: it.revoke_token(which), "已吊销，立即生效。")


def _administer(act: Any, done: str) -> None:
    async def work() -> None:
        async with opened(configured()) as system:
            administration = Administration(system.databases["identity"], system.clock)
            doing: Coroutine[Any, Any, None] = act(administration)
            try:
                await doing
            except NotDone as reason:
                fail(str(reason))
        if done:
            out.print(done)

    run(work())
