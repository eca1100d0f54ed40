"""lianbo submit FILE… --server URL: hands in reports over the API, safe to repeat."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
from rich.progress import Progress

from services.commands.terminal import err, fail, out, run, secret

Server = Annotated[str, typer.Option(help="服务器网址，如 http://127.0.0.1:8000。")]
Token = Annotated[str | None, typer.Option(help="单位的 API 令牌；不给出则从终端或标准输入读取。")]


def submit(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, metavar="FILE…", help=".json 报送文件。")],
    *,
    server: Server,
    token: Token = None,
) -> None:
    """报送一个或多个文件；重复执行不会重复报送。

    JSON 文件就是接口文档里的一份报送，其中 files 列出的文件放在同一文件夹。
    """
    run(_submit(files, server.rstrip("/"), token or secret("令牌")))


async def _submit(files: Sequence[Path], server: str, token: str) -> None:
    failed = 0
    headers = {"Authorization": f"Bearer {token}"}
    with Progress(console=err) as progress:
        task = progress.add_task("报送", total=len(files))
        async with aiohttp.ClientSession(headers=headers) as session:
            for file in files:
                number, problem = await _send(session, server, file)
                failed += not number
                progress.console.print(f"{file.name}：{number or problem}", markup=False)
                progress.advance(task)
    if failed:
        fail(f"{failed} 份没有报送成功，改正后再执行一次即可，已成功的不会重复。")
    out.print(f"已报送 {len(files)} 份。")


async def _send(session: aiohttp.ClientSession, server: str, file: Path) -> tuple[str, str]:
    """The number, or why there is none."""
    try:
        form, key = _form(file)
        async with session.post(f"{server}/api/v1/submissions", data=form, headers={"Idempotency-Key": key}) as answer:
            body = await answer.json(content_type=None)
            if answer.status == 202:  # noqa: PLR2004  HTTP's own number
                return str(body["number"]), ""
            return "", _reason(body)
    except aiohttp.ClientConnectionError:
        return "", f"连不上 {server}。请核对 --server 和网络，再执行一次。"
    except (OSError, ValueError, KeyError, aiohttp.ClientError) as error:
        return "", str(error) or type(error).__name__


def _form(file: Path) -> tuple[aiohttp.FormData, str]:
    """The request, and a key from its content: the same files again are the same submission."""
    digest = hashlib.sha256(file.read_bytes())
    report = json.loads(file.read_text("utf-8-sig"))  # Notepad writes a mark before it
    form = aiohttp.FormData()
    form.add_field("submission", json.dumps(report, ensure_ascii=False), content_type="application/json")
    for listed in report.get("files", []):
        content = (file.parent / Path(listed["name"]).name).read_bytes()
        digest.update(content)
        form.add_field("file", content, filename=listed["name"])
    return form, digest.hexdigest()


def _reason(problem: dict[str, Any]) -> str:
    fields = "；".join(f"{error['field']}：{error['message']}" for error in problem.get("errors", []))
    return fields or str(problem.get("detail") or problem.get("title"))
