"""SMTP, with the one distinction that matters: whether the final dot has gone out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.protocol import SMTPProtocol, normalize_message_line_endings

from services.notifier.domain.delivery import Outcome, Result
from services.notifier.domain.mail import Mail

log = structlog.get_logger()

START_INPUT = 354
TEMPORARY = range(400, 500)
PERMANENT = range(500, 600)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Patience:
    """Seconds. RFC 5321, 4.5.3.2: five minutes for commands, ten for the answer to the final dot."""

    command: float = 60
    text: float = 180
    final_dot: float = 600


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    user: str
    password: str
    tls_at_once: bool

    @classmethod
    def parsed(cls, url: str) -> Self:
        """`smtp://user:password@host:587`, or `smtps://…` on 465 as 163 and QQ want it."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("must be an address such as smtps://user:password@smtp.example.org:465")
        tls_at_once = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls_at_once else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls_at_once=tls_at_once,
        )

    @property
    def start_tls(self) -> bool | None:
        """Where it is offered; a password leaves this machine only inside TLS."""
        if self.tls_at_once:
            return False
        return True if self.user and self.host not in LOOPBACK else None


class SmtpMail:
    idempotent = False

    def __init__(self, server: Server, sender: str, patience: Patience | None = None) -> None:
        """`sender`: the envelope's, where bounces go."""
        self._server = server
        self._sender = sender
        self._patience = patience or Patience()

    async def send(self, mail: Mail, before_final_dot: Callable[[], None]) -> Outcome:
        client = self._client()
        try:
            try:
                await client.connect()
            except (SMTPException, OSError, ValueError) as error:
                # A greeting of 5xx, a wrong password, a bad certificate: the server's trouble, not the mail's.
                return Outcome(Result.DEFERRED, f"连不上邮件服务器：{_said(error)}")
            return await self._hand_over(client, mail, before_final_dot)
        finally:
            client.close()

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.tls_at_once,
            start_tls=server.start_tls,
            local_hostname="localhost",
            timeout=self._patience.command,
        )

    async def _hand_over(self, client: SMTP, mail: Mail, before_final_dot: Callable[[], None]) -> Outcome:
        try:
            await client.mail(self._sender)
            await client.rcpt(mail.to)
            answer = await client.execute_command(b"DATA")
            if answer.code != START_INPUT:
                return _refusal(answer.code, answer.message)
            protocol = client.protocol
            if protocol is None:
                return Outcome(Result.DEFERRED, "连接中断")
            async with asyncio.timeout(self._patience.text):
                await _write_text(protocol, mail.content)
        except SMTPResponseException as error:
            return _refusal(error.code, error.message)
        except (SMTPException, OSError) as error:
            return Outcome(Result.DEFERRED, f"正文尚未发完：{_said(error)}")
        before_final_dot()
        return await self._finish(client, protocol)

    async def _finish(self, client: SMTP, protocol: SMTPProtocol) -> Outcome:
        """From here on only an answer tells whether the server took it."""
        try:
            protocol.write(b".\r\n")
            answer = await protocol.read_response(self._patience.final_dot)
        except (SMTPException, OSError) as error:
            return Outcome(Result.UNKNOWN, f"已发完，未收到对方确认：{_said(error)}")
        await _say_goodbye(client)
        if answer.code in TEMPORARY or answer.code in PERMANENT:
            return _refusal(answer.code, answer.message)
        if answer.code // 100 != 2:  # noqa: PLR2004  no answer that RFC 5321 knows
            return Outcome(Result.UNKNOWN, f"对方答复不明：{answer.code} {answer.message}"[:500])
        return Outcome(Result.ACCEPTED)


async def _write_text(protocol: SMTPProtocol, content: bytes) -> None:
    """Everything but the final dot, and only once it has left this process."""
    text = normalize_message_line_endings(content)
    protocol.write(b"\r\n".join(b"." + line if line.startswith(b".") else line for line in text.split(b"\r\n")))
    while True:
        transport = protocol.transport
        if not isinstance(transport, asyncio.WriteTransport) or transport.is_closing():
            raise ConnectionResetError("connection lost")
        if transport.get_write_buffer_size() == 0:
            return
        await asyncio.sleep(0.01)


async def _say_goodbye(client: SMTP) -> None:
    """Whatever becomes of it: the answer to the mail is there."""
    try:
        await client.quit(timeout=1)
    except (SMTPException, OSError) as error:
        log.debug("smtp.quit_failed", error=type(error).__name__)


def _refusal(code: int, message: str) -> Outcome:
    result = Result.REFUSED if code in PERMANENT else Result.DEFERRED
    return Outcome(result, f"对方答复：{code} {message}"[:500])


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "等待超时"
    return f"{type(error).__name__} {error}"[:300]
