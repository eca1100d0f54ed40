"""Settings: environment variables with the prefix LIANBO_, or a .env file; a secret may come from a file (…_FILE)."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.addresses import AmqpUrl, DatabaseUrl, FilesUrl, Host, ManagementUrl, PublicUrl, Sender, SmtpUrl

PREFIX = "LIANBO_"
TEST_PREFIX = "LIANBO_TEST_"
FILE_SUFFIX = "_FILE"
ROOT = Path(__file__).resolve().parent.parent
REMEDIES = {
    "int_parsing": "应为整数",
    "float_parsing": "应为数字",
    "finite_number": "应为数字",
    "greater_than_equal": "不能小于 {ge:.0f}",
    "less_than_equal": "不能大于 {le:.0f}",
    "literal_error": "只能是：{expected}",
    "ip_v4_network": "应为网址或网段，如 127.0.0.1 或 10.0.0.0/8，多个用逗号分开",
    "ip_v6_network": "应为网址或网段，如 127.0.0.1 或 10.0.0.0/8，多个用逗号分开",
}
"""By pydantic's type of mistake."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST_DELAY = 30 * 86400
"""RabbitMQ takes up to 2³² ms for the time that a message waits."""
Delay = Annotated[float, Field(ge=0, le=LONGEST_DELAY, allow_inf_nan=False)]
SECRETS = ("amqp_url", "amqp_management_url", "database_url", "secret_key", "smtp_url")


class ConfigurationError(Exception):
    """Every mistake at once, each with the variable's name and the remedy."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class Settings(BaseSettings):
    """What differs between installations. Everything about a campaign is in the campaign's folder."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="LIANBO_SETTINGS_ARE_READ_BY_OPEN_")

    data: Path = Path("var")
    host: Host = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    admin_host: Host = "127.0.0.1"
    admin_port: int = Field(default=8001, ge=0, le=65535)
    amqp_url: AmqpUrl | None = None
    amqp_management_url: ManagementUrl | None = None
    database_url: DatabaseUrl | None = None
    secret_key: SecretStr | None = None
    files_url: FilesUrl = ""
    """`file:///…` or `s3://bucket/prefix`; empty: the folder `files` below `data`."""
    smtp_url: SmtpUrl | None = None
    mail_from: Sender = "联播 <lianbo@example.org>"
    public_url: PublicUrl = ""
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    """Addresses or networks of our own reverse proxies: only from them `X-Forwarded-For` is believed."""
    campaign: Path = Path("deploy/campaigns/2022-lifelong-learning-week")
    log: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] | None = None
    """None: info; on a terminal `lianbo run` shows warnings only."""
    reports_per_hour: int = Field(default=10_000, ge=1)
    """Of one unit: far more than a province sends in its week. A program that runs wild is stopped."""
    retry_delays: Annotated[tuple[Delay, ...], NoDecode] = (5, 60, 600, 3600)
    """Seconds before a failed message is tried again; after the last it becomes a dead letter."""

    @field_validator("retry_delays", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def address(self) -> str:
        """Where people reach the system, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def on_loopback(self) -> bool:
        """Whether it listens for, and shows itself to, this machine alone."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.address).hostname or "")

    @property
    def campaign_folder(self) -> Path:
        return self.campaign if self.campaign.is_absolute() or self.campaign.exists() else ROOT / self.campaign


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Read:
    """What the environment says, mistakes and all."""

    settings: Settings
    """With the default in place of what is wrong."""
    named: frozenset[str]
    """The settings that were given, rightly or wrongly."""
    errors: list[str]


def open_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Reads the environment and `.env`; `given` wins over both. ConfigurationError with all mistakes at once."""
    read = read_settings(environment, **given)
    if read.errors:
        raise ConfigurationError(read.errors)
    return read.settings


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Read:
    """An unknown LIANBO_ name is a mistake as well: a misspelt variable must not be silently without effect."""
    values: dict[str, Any] = {}
    errors: list[str] = []
    for name, value in sorted(_variables(os.environ if environment is None else environment, errors).items()):
        if not name.startswith(PREFIX) or name.startswith(TEST_PREFIX) or value is None:
            continue
        field = name.removeprefix(PREFIX).lower()
        secret = field.removesuffix(FILE_SUFFIX.lower())
        if field in Settings.model_fields:
            values[field] = value
        elif name.endswith(FILE_SUFFIX) and secret in SECRETS:
            values.setdefault(secret, _content(name, value, errors))
        else:
            known = "、".join(map(variable, Settings.model_fields))
            errors.append(f"{name}：没有这个设置项。可用的有：{known}。")
    values |= {name: value for name, value in given.items() if value is not None}
    named = frozenset(values)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        mistakes = error.errors()
        errors += [f"{variable(str(one['loc'][0]))}：{_remedy(one)}" for one in mistakes]
        wrong = {one["loc"][0] for one in mistakes}
        settings = Settings(**{name: value for name, value in values.items() if name not in wrong})
    return Read(settings, named, errors)


def variable(field: str) -> str:
    return PREFIX + field.upper()


def _variables(environment: Mapping[str, str], errors: list[str]) -> dict[str, str | None]:
    try:
        return {**dotenv_values(".env"), **environment}
    except (OSError, UnicodeError):
        errors.append(".env：读不到这个文件。请检查权限，并存为 UTF-8。")
        return {**environment}


def _content(name: str, file: str, errors: list[str]) -> str | None:
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeError):
        # Without its path: somebody may have given the secret itself.
        errors.append(f"{name}：读不到它指向的文件。请检查路径和权限，并存为 UTF-8。")
        return None


def _remedy(mistake: Mapping[str, Any]) -> str:
    remedy = REMEDIES.get(mistake["type"], "{msg}").format(**mistake.get("ctx", {}), msg=mistake["msg"])
    return remedy.replace(" or ", "、").replace("'", "")
