"""lianbo config check, lianbo config show."""

import typer

from services.commands.terminal import AsJson, as_json, campaign_or_end, out, settings_or_end, table

app = typer.Typer(help="检查、查看配置。", no_args_is_help=True)


@app.command()
def check() -> None:
    """检查环境变量与活动配置目录，一次列出所有错误。"""
    settings = settings_or_end()
    campaign = campaign_or_end(settings)
    out.print(f"配置正确：{campaign.title}（{len(campaign.units)} 个单位，{len(campaign.routes)} 条通知规则）")


@app.command()
def show(*, json: AsJson = False) -> None:
    """显示当前设置，密码等以星号代替。"""
    shown = settings_or_end().model_dump(mode="json")
    if json:
        as_json(shown)
    else:
        table(("设置", "值"), [(f"LIANBO_{name.upper()}", value) for name, value in shown.items()], "没有设置")
