"""The table of outcomes, against servers that answer, refuse, fall silent and hang up at every moment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.notifier.domain.delivery import Outcome, Result
from services.notifier.domain.mail import Mail
from services.notifier.emails.compose import Sender, compose
from services.notifier.emails.smtp import Patience, Server, SmtpMail
from tests.network import free_port

SENDER = "lianbo@example.org"
IMPATIENT = Patience(command=1, text=1, final_dot=0.4)


def mail(text: str = "您好！\n.一行以点开头\n") -> Mail:
    return compose(
        sender=Sender("联播", SENDER),
        id_="01900000-0000-7000-8000-000000000001",
        to="zhang@example.org",
        subject="【已签发】",
        text=text,
        html="<p>您好！</p>",
        date=datetime(2022, 12, 5, tzinfo=UTC),
    )


@dataclass
class Post:
    """What the server took."""

    taken: list[Envelope] = field(default_factory=list)
    answer: str = "250 OK"
    answer_to_recipient: str = ""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer_to_recipient:
            return self.answer_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer


@asynccontextmanager
async def serving(post: Post, **options: object) -> AsyncIterator[int]:
    controller = Controller(post, hostname="127.0.0.1", port=free_port(), **options)  # type: ignore[arg-type]
    await asyncio.to_thread(controller.start)
    try:
        yield controller.port
    finally:
        await asyncio.to_thread(controller.stop)


async def sent(port: int, *, user: str = "", message: Mail | None = None) -> tuple[Outcome, bool]:
    """The outcome, and whether the transport said there was no way back."""
    passed = False

    def no_way_back() -> None:
        nonlocal passed
        passed = True

    url = f"smtp://{user}127.0.0.1:{port}"
    outcome = await SmtpMail(Server.parsed(url), SENDER, IMPATIENT).send(message or mail(), no_way_back)
    return outcome, passed


async def test_what_the_server_takes_is_sent_to_one_recipient_byte_for_byte():
    post = Post()
    async with serving(post) as port:
        outcome, _ = await sent(port)
    assert outcome.result is Result.ACCEPTED
    (envelope,) = post.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, ["zhang@example.org"])
    assert isinstance(envelope.content, bytes)
    assert envelope.content.rstrip() == mail().content.rstrip()


async def test_lines_that_begin_with_a_dot_arrive_as_they_were():
    post = Post()
    raw = Mail(
        "id",
        "<id@example.org>",
        "zhang@example.org",
        "s",
        b"Subject: s\r\n\r\n.a\r\n..b\r\n.\r\nc\r\n",
        datetime.now(UTC),
    )
    async with serving(post) as port:
        outcome, _ = await sent(port, message=raw)
    assert outcome.result is Result.ACCEPTED
    assert post.taken[0].content == raw.content


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("421 Shutting down", Result.DEFERRED),
        ("451 Try again later", Result.DEFERRED),
        ("452 Insufficient storage", Result.DEFERRED),
        ("552 Too big", Result.REFUSED),
        ("554 Spam", Result.REFUSED),
    ],
)
async def test_a_refusal_after_the_text_means_that_nothing_was_taken(answer: str, result: Result):
    async with serving(Post(answer=answer)) as port:
        outcome, _ = await sent(port)
    assert outcome.result is result
    assert answer in outcome.reason


@pytest.mark.parametrize(
    ("answer", "result"), [("450 Greylisted", Result.DEFERRED), ("550 No such user", Result.REFUSED)]
)
async def test_a_refused_recipient_never_sees_the_text(answer: str, result: Result):
    async with serving(Post(answer_to_recipient=answer)) as port:
        outcome, passed = await sent(port)
    assert (outcome.result, passed) == (result, False)


async def test_nobody_at_home_is_tried_again():
    outcome, passed = await sent(free_port())
    assert (outcome.result, passed) == (Result.DEFERRED, False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_password_is_used_where_the_server_asks_for_one():
    post, seen = Post(), []

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss")

    async with serving(post, authenticator=check, auth_required=True, auth_require_tls=False) as port:
        good, _ = await sent(port, user="lianbo:p%40ss@")
        bad, _ = await sent(port, user="lianbo:wrong@")
    assert (good.result, bad.result) == (Result.ACCEPTED, Result.DEFERRED)
    assert seen[0] == (b"lianbo", b"p@ss")
    assert "p@ss" not in bad.reason


Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter


@asynccontextmanager
async def rude(at: str, act: Callable[[Writer], object], taken: list[bytes] | None = None) -> AsyncIterator[int]:
    """A server that is polite until `at` (a verb, "text" or "dot"), then does `act` and says nothing more."""

    async def talk(reader: Reader, writer: Writer) -> None:
        try:
            await converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def converse(reader: Reader, writer: Writer) -> None:
        writer.write(b"220 rude\r\n")
        while line := await reader.readline():
            verb = line.split()[0].upper().decode()
            if verb == at:
                act(writer)
                await reader.read()
                return
            writer.write(b"354 go on\r\n" if verb == "DATA" else b"250 OK\r\n")
            if verb != "DATA":
                continue
            if at == "text":
                await reader.read(10)
                act(writer)
                return
            text = await reader.readuntil(b"\r\n.\r\n")
            if taken is not None:
                taken.append(text)
            if at == "dot":
                act(writer)
                await reader.read()
                return
            writer.write(b"250 OK\r\n")

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def hang_up(writer: Writer) -> None:
    writer.transport.abort()


def keep_silent(writer: Writer) -> None:
    del writer


@pytest.mark.parametrize("act", [hang_up, keep_silent])
@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
async def test_whatever_goes_wrong_before_the_text_is_tried_again(verb: str, act: Callable[[Writer], object]):
    async with rude(verb, act) as port:
        outcome, passed = await sent(port)
    assert (outcome.result, passed) == (Result.DEFERRED, False)


async def test_a_connection_lost_within_the_text_is_tried_again():
    long = replace(mail(), content=b"Subject: s\r\n\r\n" + (b"x" * 998 + b"\r\n") * 16_000)
    async with rude("text", hang_up) as port:
        outcome, passed = await sent(port, message=long)
    assert (outcome.result, passed) == (Result.DEFERRED, False)


@pytest.mark.parametrize("act", [hang_up, keep_silent, lambda writer: writer.write(b"what?\r\n")])
async def test_without_an_answer_to_the_final_dot_nobody_knows(act: Callable[[Writer], object]):
    taken: list[bytes] = []
    async with rude("dot", act, taken) as port:
        outcome, passed = await sent(port)
    assert (outcome.result, passed, len(taken)) == (Result.UNKNOWN, True, 1)


async def test_a_rude_goodbye_changes_nothing():
    async with rude("QUIT", hang_up) as port:
        outcome, _ = await sent(port)
    assert outcome.result is Result.ACCEPTED


@pytest.mark.parametrize(
    ("url", "port", "tls_at_once", "start_tls"),
    [
        ("smtps://a:b@smtp.163.com", 465, True, False),
        ("smtp://mail.example.org", 25, False, None),
        ("smtp://a:b@mail.example.org:587", 587, False, True),
        ("smtp://a:b@127.0.0.1:1025", 1025, False, None),
    ],
)
def test_an_address_says_how_to_connect(url: str, port: int, tls_at_once: bool, start_tls: bool | None):
    server = Server.parsed(url)
    assert (server.port, server.tls_at_once, server.start_tls) == (port, tls_at_once, start_tls)


@pytest.mark.parametrize("url", ["http://example.org", "smtp://", "mail.example.org"])
def test_an_address_of_another_kind_is_refused(url: str):
    with pytest.raises(ValueError, match="smtps://"):
        Server.parsed(url)


async def test_tls_at_once_to_a_server_without_it_is_tried_again():
    async with serving(Post()) as port:
        server = Server.parsed(f"smtps://127.0.0.1:{port}")
        outcome = await SmtpMail(server, SENDER, IMPATIENT).send(mail(), lambda: None)
    assert outcome.result is Result.DEFERRED
