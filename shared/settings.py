"""Settings: environment variables with the prefix LIANBO_, or a .env file; a secret may come from a file (…_FILE)."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "LIANBO_"
TEST_PREFIX = "LIANBO_TEST_"
FILE_SUFFIX = "_FILE"
ROOT = Path(__file__).resolve().parent.parent
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
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    admin_host: str = "127.0.0.1"
    admin_port: int = Field(default=8001, ge=0, le=65535)
    amqp_url: SecretStr | None = None
    amqp_management_url: SecretStr | None = None
    database_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    files_url: str = ""
    """`file:///…` or `s3://bucket/prefix`; empty: the folder `files` below `data`."""
    smtp_url: SecretStr | None = None
    mail_from: str = "联播 <lianbo@example.org>"
    public_url: str = ""
    campaign: Path = Path("deploy/campaigns/2022-lifelong-learning-week")
    log: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] | None = None
    """None: info; on a terminal `lianbo run` shows warnings only."""
    retry_delays: Annotated[tuple[float, ...], NoDecode] = (5, 60, 600, 3600)
    """Seconds before a failed message is tried again; after the last it becomes a dead letter."""

    @field_validator("retry_delays", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("must be an address such as https://lianbo.example.org")
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


def open_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Reads the environment and `.env`; `given` wins over both. ConfigurationError with all mistakes at once.

    An unknown LIANBO_ name is a mistake as well: a misspelt variable must not be silently without effect.
    """
    variables = {**dotenv_values(".env"), **(os.environ if environment is None else environment)}
    values: dict[str, Any] = {}
    errors: list[str] = []
    for name, value in sorted(variables.items()):
        if not name.startswith(PREFIX) or name.startswith(TEST_PREFIX) or value is None:
            continue
        field = name.removeprefix(PREFIX).lower()
        if field in Settings.model_fields:
            values[field] = value
        elif name.endswith(FILE_SUFFIX) and field.removesuffix(FILE_SUFFIX.lower()) in SECRETS:
            try:
                values.setdefault(field.removesuffix(FILE_SUFFIX.lower()), Path(value).read_text("utf-8").strip())
            except OSError as error:
                errors.append(f"{name}：读不到文件 {value}（{error.strerror}）。请检查路径和权限。")
        else:
            known = "、".join(PREFIX + known.upper() for known in Settings.model_fields)
            errors.append(f"{name}：没有这个设置项。可用的有：{known}。")
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        errors += [f"{PREFIX}{str(part['loc'][0]).upper()}：{part['msg']}" for part in error.errors()]
        raise ConfigurationError(errors) from None
    if errors:
        raise ConfigurationError(errors)
    return settings
