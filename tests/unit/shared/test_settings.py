import re
from pathlib import Path

import pytest

from shared.settings import ConfigurationError, open_settings


def test_without_any_variable_everything_stays_on_loopback():
    settings = open_settings({})
    assert settings.on_loopback
    assert settings.address == "http://127.0.0.1:8000"


def test_all_mistakes_are_named_at_once():
    with pytest.raises(ConfigurationError) as caught:
        open_settings({"LIANBO_PORT": "eighty", "LIANBO_LOG": "xml", "LIANBO_DATABSE_URL": "postgresql://x"})
    text = str(caught.value)
    assert all(name in text for name in ("LIANBO_PORT", "LIANBO_LOG", "LIANBO_DATABSE_URL"))


def test_a_name_for_the_tests_is_nobodys_mistake():
    open_settings({"LIANBO_TEST_AMQP_URL": "amqp://x"})


def test_a_secret_may_come_from_a_file(tmp_path: Path):
    (tmp_path / "secret").write_text("postgresql://u:p@h/d\n")
    settings = open_settings({"LIANBO_DATABASE_URL_FILE": str(tmp_path / "secret")})
    assert settings.database_url
    assert settings.database_url.get_secret_value() == "postgresql://u:p@h/d"


def test_an_absent_secret_file_is_named_and_what_was_given_in_its_place_is_not_repeated():
    with pytest.raises(ConfigurationError) as caught:
        open_settings({"LIANBO_SECRET_KEY_FILE": "/nowhere", "LIANBO_SMTP_URL_FILE": "smtps://u:hunter2@h"})
    assert all(name in str(caught.value) for name in ("LIANBO_SECRET_KEY_FILE", "LIANBO_SMTP_URL_FILE"))
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="LIANBO_SECRET_KEY_FILE"):
        open_settings({"LIANBO_SECRET_KEY_FILE": str(tmp_path / "secret")})
    (tmp_path / ".env").write_bytes("LIANBO_MAIL_FROM=联播 <lianbo@example.org>".encode("gbk"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="UTF-8"):
        open_settings({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMQP_URL", ""),
        ("AMQP_URL", "rabbitmq:5672"),
        ("AMQP_URL", "amqp://"),
        ("AMQP_URL", "amqp://u:hunter2@h:port"),
        ("AMQP_URL", "amqp://u:hunter2/3@h"),
        ("AMQP_MANAGEMENT_URL", "amqp://u:hunter2@h:15672"),
        ("AMQP_MANAGEMENT_URL", "http://[u:hunter2@h"),
        ("DATABASE_URL", "hunter2"),
        ("DATABASE_URL", "mysql://u:hunter2@h/d"),
        ("DATABASE_URL", "postgresql://u:p@h:hunter2/d"),
        ("DATABASE_URL", "postgresql://u:hunter2@h/d?sslmode=require"),
        ("SMTP_URL", "smtp.example.org"),
        ("SMTP_URL", "smtps://u:hunter2#3@h:465"),
        ("FILES_URL", "ftp://x"),
        ("FILES_URL", "/srv/lianbo/files"),
        ("FILES_URL", "file://srv/lianbo/files"),
        ("FILES_URL", "s3:///prefix"),
        ("PUBLIC_URL", "lianbo.example.org"),
        ("PUBLIC_URL", "https://["),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "联播 <a b@example.org>"),
        ("MAIL_FROM", "联播 <联播@example.org>"),
        ("HOST", "a..b"),
        ("RETRY_DELAYS", "5,-1"),
        ("RETRY_DELAYS", "5,nan"),
        ("RETRY_DELAYS", "inf"),
        ("RETRY_DELAYS", "5;60"),
        ("RETRY_DELAYS", "5,99999999"),
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("LOG", "xml"),
    ],
)
def test_a_mistake_is_told_in_chinese_with_its_remedy_and_without_a_password(name: str, value: str):
    with pytest.raises(ConfigurationError) as caught:
        open_settings({f"LIANBO_{name}": value})
    [told] = caught.value.errors
    assert told.startswith(f"LIANBO_{name}：")
    assert "应" in told or "只能" in told or "不能" in told
    assert "hunter2" not in told
    assert not re.search("must|should|[Ii]nvalid|rror", told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMQP_URL", "amqp://lianbo:a%2Fb@rabbitmq:5672/lianbo"),
        ("AMQP_URL", "amqps://h/%2F?heartbeat=5"),
        ("AMQP_MANAGEMENT_URL", "https://u:p@rabbitmq/"),
        ("DATABASE_URL", "postgresql://u:p/q@h:5432/lianbo"),
        ("DATABASE_URL", "postgres://u@h/lianbo?ssl=require"),
        ("DATABASE_URL", "postgresql+asyncpg:///lianbo?host=/run/postgresql"),
        ("SMTP_URL", "smtps://12345678%40qq.com:code@smtp.qq.com:465"),
        ("SMTP_URL", "smtp://mail:1025"),
        ("FILES_URL", "file:///srv/lianbo/files"),
        ("FILES_URL", "s3://lianbo"),
        ("PUBLIC_URL", "https://lianbo.example.org/"),
        ("MAIL_FROM", "lianbo@example.org"),
        ("HOST", "::1"),
        ("RETRY_DELAYS", "0.5, 1,"),
    ],
)
def test_what_the_libraries_take_is_taken(name: str, value: str):
    open_settings({f"LIANBO_{name}": value})


def test_a_secret_is_not_shown_when_settings_are_printed():
    assert "hunter2" not in repr(open_settings({"LIANBO_SMTP_URL": "smtp://u:hunter2@h"}))


@pytest.mark.parametrize(
    ("host", "url", "loopback"),
    [
        ("127.0.0.1", "", True),
        ("::1", "http://localhost:8000", True),
        ("0.0.0.0", "", False),  # noqa: S104  the address under test
        ("127.0.0.1", "https://lianbo.example.org", False),
    ],
)
def test_loopback_is_where_it_listens_and_what_it_calls_itself(host: str, url: str, loopback: bool):
    assert open_settings({"LIANBO_HOST": host, "LIANBO_PUBLIC_URL": url}).on_loopback is loopback
