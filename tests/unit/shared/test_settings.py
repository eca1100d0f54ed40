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


def test_an_absent_secret_file_is_named():
    with pytest.raises(ConfigurationError, match="LIANBO_SECRET_KEY_FILE"):
        open_settings({"LIANBO_SECRET_KEY_FILE": "/nowhere"})


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
