"""What is deployed fits the code: settings exist, mounted files are there, nothing listens to the world by default."""

import inspect
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import boto3
import pytest
import yaml
from dotenv import dotenv_values
from moto.server import ThreadedMotoServer

from services.databases import CHAINS
from shared.database.engine import postgres_database
from shared.settings import SECRETS, Settings
from tests.needs import need
from tests.network import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILES = [DEPLOY / "compose.yaml", DEPLOY / "compose.cluster.yaml"]
KNOWN = {f"LIANBO_{name.upper()}" for name in Settings.model_fields} | {
    f"LIANBO_{name.upper()}_FILE" for name in SECRETS
}
HOSTS = {"127.0.0.1", "objects", "objects.internal", "prometheus", "rabbitmq", "lianbo.example.org", "lianbo"}
"""Machines of the system itself, and in make-secrets the user before the machine."""
EXAMPLES = sorted(DEPLOY.glob("systemd/*.env.example"))


def loaded(file: Path) -> dict:
    return yaml.safe_load(file.read_text("utf-8"))


def mounts(file: Path) -> list[str]:
    found = []
    for service in loaded(file)["services"].values():
        found += [mount.split(":")[0] for mount in service.get("volumes", ()) if mount.startswith(".")]
    return found + [secret["file"] for secret in loaded(file).get("secrets", {}).values()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """deploy/ as it is once `make-secrets` was there."""
    folder = tmp_path_factory.mktemp("deploy") / "deploy"
    shutil.copytree(DEPLOY, folder, ignore=shutil.ignore_patterns("secrets"))
    subprocess.run([folder / "make-secrets"], check=True)
    return folder


@pytest.mark.parametrize(
    "file", [*FILES, DEPLOY / "Dockerfile", *DEPLOY.glob("systemd/*"), *ROOT.glob("*.md"), DEPLOY / "README.md",
             DEPLOY / "README.zh-CN.md", *ROOT.glob("docs/*.md")], ids=lambda file: file.name,
)  # fmt: skip
def test_every_setting_that_is_named_exists(file: Path):
    named = set(re.findall(r"\bLIANBO_[A-Z_]*[A-Z]\b", file.read_text("utf-8")))
    assert {name for name in named if not name.startswith("LIANBO_TEST_")} - KNOWN == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_mounted_file_is_there(file: Path, made: Path):
    assert [mount for mount in mounts(file) if not (made / mount).exists()] == []
    for service in loaded(file)["services"].values():
        assert [one for one in service.get("env_file", ()) if not (made / one).exists()] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_ports_are_published_on_this_machine_alone(file: Path):
    ports = [port for service in loaded(file)["services"].values() for port in service.get("ports", ())]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_secret_and_volume_that_is_used_is_declared(file: Path):
    content = loaded(file)
    services = content["services"].values()
    assert {secret for service in services for secret in service.get("secrets", ())} == set(content.get("secrets", {}))
    volumes = {mount.split(":")[0] for service in services for mount in service.get("volumes", ())}
    assert {name for name in volumes if not name.startswith(".")} == set(content.get("volumes", {}))


def test_what_ends_by_itself_is_waited_for_by_something_that_runs():
    services = loaded(FILES[0])["services"]
    ending = {name for one in services.values() for name, how in _conditions(one) if how.endswith("_successfully")}
    waited = {name for one in services if one not in ending for name, _ in _conditions(services[one])}
    assert ending == {"migrate", "objects-bucket"} <= waited


def _conditions(service: dict) -> list[tuple[str, str]]:
    depends = service.get("depends_on", {})
    return [] if isinstance(depends, list) else [(name, how["condition"]) for name, how in depends.items()]


def test_secrets_are_random_kept_and_readable_by_their_owner_alone(made: Path):
    before = {file.name: file.read_text() for file in (made / "secrets").iterdir()}
    subprocess.run([made / "make-secrets"], check=True)
    assert before == {file.name: file.read_text() for file in (made / "secrets").iterdir()}
    assert (made / "secrets").stat().st_mode & 0o077 == 0
    assert len(before["postgres_password"].strip()) == 48
    assert before["postgres_password"].strip() in before["database_url"]
    assert before["rabbitmq_password"].strip() in before["amqp_url"]
    assert before["rabbitmq_password"].strip() not in before["rabbitmq_account.json"]


def test_the_stores_root_account_stays_with_the_store(made: Path):
    services = loaded(FILES[0])["services"]
    holders = {name for name, one in services.items() if "secrets/objects.env" in one.get("env_file", ())}
    assert holders == {"objects", "objects-bucket"}
    root, account = (dotenv_values(made / f"secrets/{name}.env") for name in ("objects", "objects-account"))
    assert set(root) == {"MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"}
    assert set(account) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert not set(root.values()) & set(account.values())


def test_the_services_account_may_use_its_bucket_and_nothing_else():
    allowed = json.loads((DEPLOY / "objects/policy.json").read_text("utf-8"))["Statement"]
    assert {one for statement in allowed for one in statement["Resource"]} == {
        "arn:aws:s3:::lianbo", "arn:aws:s3:::lianbo/*"
    }  # fmt: skip
    assert not [action for statement in allowed for action in statement["Action"] if "*" in action]


def test_the_bucket_is_prepared_as_often_as_one_likes(tmp_path: Path):
    # Stands in for the store's own client, which fails where a policy is attached a second time.
    client = tmp_path / "mc"
    client.write_text("""#!/bin/sh
echo "$@" >>"$SAID"
case "$*" in
  "admin policy attach "*) [ ! -e "$SAID.attached" ] && : >"$SAID.attached" ;;
  "admin user info "*) echo "PolicyName: lianbo" ;;
esac
""")
    client.chmod(0o755)
    names = ("MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    variables = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "SAID": str(tmp_path / "said")}
    for _ in range(2):
        subprocess.run(
            ["sh", DEPLOY / "objects/prepare"], env={**variables, **{name: name for name in names}}, check=True
        )
    said = (tmp_path / "said").read_text().splitlines()
    assert said.count("admin user add store AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY") == 2
    assert said.count("admin policy attach store lianbo --user AWS_ACCESS_KEY_ID") == 2


def test_a_store_takes_the_rule_against_half_uploads():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    try:
        address = f"http://127.0.0.1:{server._server.server_port}"
        store = boto3.client(
            "s3", endpoint_url=address, region_name="local", aws_access_key_id="a", aws_secret_access_key="b"
        )
        store.create_bucket(Bucket="lianbo", CreateBucketConfiguration={"LocationConstraint": "local"})
        rules = json.loads((DEPLOY / "objects/lifecycle.json").read_text("utf-8"))
        store.put_bucket_lifecycle_configuration(Bucket="lianbo", LifecycleConfiguration=rules)
        [rule] = store.get_bucket_lifecycle_configuration(Bucket="lianbo")["Rules"]
        assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    finally:
        server.stop()


def test_what_a_request_brings_lies_on_a_disk_not_in_memory():
    ingest = loaded(FILES[0])["services"]["ingest"]
    assert ingest["tmpfs"] == []
    assert [mount for mount in ingest["volumes"] if mount.endswith(":/tmp")]


def test_the_database_server_holds_ten_containers_connections():
    given = " ".join(loaded(FILES[0])["services"]["postgres"]["command"])
    allowed = re.search(r"max_connections=(\d+)", given)
    pool = inspect.signature(postgres_database).parameters["pool_size"].default
    owners = len(CHAINS) - 1  # the queue's own are for one machine
    assert allowed
    assert int(allowed[1]) > 10 * owners * 2 * pool


def test_no_file_names_a_registry_or_a_place_to_download_from():
    for file in (file for file in DEPLOY.rglob("*") if file.is_file() and "secrets" not in file.parts):
        text = file.read_text("utf-8")
        for image in re.findall(r"^\s*(?:image:|FROM)\s+(\S+)", text, re.MULTILINE):
            assert not ("/" in image and set(".:") & set(image.split("/")[0])), (file, image)
        assert not re.search(r"--index-url|--extra-index|--find-links", text), file
        hosts = set() if "campaigns" in file.parts else set(re.findall(r"https?://([a-z0-9.-]+)", text))
        assert hosts - HOSTS == set(), file


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.name)
def test_the_example_settings_are_settings(example: Path):
    values = dotenv_values(example)
    assert set(values) - KNOWN == {name for name in values if name.startswith("AWS_")}
    commented = set(re.findall(r"^# ?(LIANBO_[A-Z_]+)=", example.read_text("utf-8"), re.MULTILINE))
    assert commented - KNOWN == set()


def test_the_units_are_sound(tmp_path: Path):
    need(shutil.which("systemd-analyze"), "systemd-analyze")
    program = tmp_path / "lianbo"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in DEPLOY.glob("systemd/*.service"):
        text = unit.read_text("utf-8").replace("/opt/lianbo/.venv/bin/lianbo", str(program))
        (tmp_path / unit.name).write_text(text)
    names = sorted(tmp_path.glob("*.service"))
    environment = {**os.environ, "SYSTEMD_LOG_LEVEL": "warning"}
    said = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, env=environment,
                          check=False)  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "lianbo" not in said.stderr, said.stderr


def unit(name: str) -> dict[str, list[str]]:
    """Each directive's values, in order."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def test_a_service_may_write_where_the_example_settings_put_the_files():
    address = dotenv_values(DEPLOY / "systemd/common.env.example")["LIANBO_FILES_URL"]
    assert address
    folder = Path(address.removeprefix("file://"))
    sandbox = unit("lianbo@.service")
    assert sandbox["ProtectSystem"] == ["strict"]
    writable = [Path(one.removeprefix("-")) for value in sandbox["ReadWritePaths"] for one in value.split()]
    assert any(folder.is_relative_to(one) for one in writable), (folder, writable)
    assert all(folder.is_relative_to(one) for one in sandbox["RequiresMountsFor"])
    for guide in ("README.md", "README.zh-CN.md"):
        assert f"install -d -m 700 -o lianbo -g lianbo {folder}" in (DEPLOY / guide).read_text("utf-8")


@pytest.mark.parametrize("name", ["lianbo@.service", "lianbo-embedded.service"])
def test_what_a_service_writes_is_for_its_own_user(name: str):
    assert (unit(name)["UMask"], unit(name)["StateDirectoryMode"]) == (["0077"], ["0700"])


@pytest.mark.parametrize("name", ["lianbo@.service", "lianbo-migrate.service"])
def test_a_broker_and_a_database_on_the_same_machine_come_first(name: str):
    assert {"postgresql.service", "rabbitmq-server.service"} <= set(unit(name)["After"][0].split())
