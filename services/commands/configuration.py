"""lianbo config check, lianbo config show."""

import typer

from services.commands.servers import both_or_neither, mail_server
from services.commands.terminal import AsJson, as_json, configured, out, table
from shared.campaign.folder import load_campaign
from shared.settings import open_settings

app = typer.Typer(help="检查、查看配置。", no_args_is_help=True)


@app.command()
def check() -> None:
    """检查环境变量、活动配置目录和发信设置，一次列出所有错误。"""
    campaign = load_campaign(configured(both_or_neither, mail_server).campaign_folder)
    out.print(f"配置正确：{campaign.title}（{len(campaign.units)} 个单位，{len(campaign.routes)} 条通知规则）")


@app.command()
def show(*, json: AsJson = False) -> None:
    """显示当前设置，密码等以星号代替。"""
    shown = open_settings().model_dump(mode="json")
    if json:
        as_json(shown)
    else:
        table(("设置", "值"), [(f"LIANBO_{name.upper()}", value) for name, value in shown.items()], "没有设置")
