"""Addresses in settings, read as the library will read them that gets them: a mistake shows before anything starts."""

import inspect
from collections.abc import Callable
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from yarl import URL

Text = TypeVar("Text", str, SecretStr)

ESCAPED = "（用户名和密码里的 @、/、# 等写成 %40、%2F、%23）"


def _like(form: str, fits: Callable[[str], bool]) -> AfterValidator:
    """The complaint shows the form and never repeats the address, which may hold a password."""

    def checked(value: Text) -> Text:
        try:
            fitting = fits(value.get_secret_value() if isinstance(value, SecretStr) else value)
        except Exception:  # noqa: BLE001  each library complains in its own way, some with what they were given
            fitting = False
        if not fitting:
            raise PydanticCustomError("address", "应写成 {form}", {"form": form})
        return value

    return AfterValidator(checked)


def _server(*schemes: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        url = URL(text)
        return url.scheme in schemes and bool(url.host)

    return fits


def _database(text: str) -> bool:
    """With what stands behind the question mark: an unknown name there, such as `sslmode`, fails at a connect only."""
    import asyncpg  # one machine does without

    url = make_url(text)
    if url.drivername.split("+")[0] not in {"postgresql", "postgres"}:
        return False
    url = url.set(drivername="postgresql+asyncpg")
    _, given = url.get_dialect()().create_connect_args(url)
    return given.keys() <= {*inspect.signature(asyncpg.connect).parameters, "prepared_statement_cache_size"}


def _store(text: str) -> bool:
    parts = urlsplit(text)
    return (
        not text
        or parts.scheme == "memory"
        or (parts.scheme == "s3" and bool(parts.netloc))
        or (parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"))
    )


def _public(text: str) -> bool:
    return not text or _server("http", "https")(text)


def _mailbox(text: str) -> bool:
    name, bare = parseaddr(text)
    return bool(Address(name, addr_spec=bare).domain) and bare.isascii()


AmqpUrl = Annotated[SecretStr, _like(f"amqp://用户:密码@服务器:5672/虚拟主机{ESCAPED}", _server("amqp", "amqps"))]
ManagementUrl = Annotated[SecretStr, _like(f"http://用户:密码@服务器:15672/{ESCAPED}", _server("http", "https"))]
DatabaseUrl = Annotated[
    SecretStr, _like(f"postgresql://用户:密码@服务器:5432/数据库，要加密则加上 ?ssl=require{ESCAPED}", _database)
]
SmtpUrl = Annotated[SecretStr, _like(f"smtps://用户:密码@邮件服务器:465{ESCAPED}", _server("smtp", "smtps"))]
FilesUrl = Annotated[str, _like("file:///文件夹 或 s3://桶/前缀", _store)]
PublicUrl = Annotated[str, _like("https://lianbo.example.org", _public)]
Sender = Annotated[str, _like("联播 <lianbo@example.org>，尖括号内不含中文", _mailbox)]
Host = Annotated[str, _like("本机的一个地址，如 127.0.0.1", lambda text: bool(text.encode("idna")))]
