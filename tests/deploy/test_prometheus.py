"""The alerts hold what they promise, and fire when they should."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.needs import need

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy/prometheus"
SCENES = Path(__file__).with_name("alerts_test.yml")
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "rules", PROMETHEUS / "alerts.yml"],
        ["check", "config", PROMETHEUS / "prometheus.yml"],
        ["test", "rules", SCENES],
    ],
    ids=["rules", "config", "scenes"],
)
def test_promtool_agrees(arguments: list[str]):
    need(shutil.which("promtool"), "promtool (Debian's package prometheus)")
    result = subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_is_seen_why_and_what_to_do(rule: dict):
    said = rule["annotations"]
    assert said["summary"].isascii()
    assert not said["cause"].isascii()
    assert len(said["next_step"]) > 10
    assert rule["labels"]["severity"] in {"critical", "warning"}


def test_every_alert_has_a_scene_in_which_it_fires():
    scenes = SCENES.read_text("utf-8")
    assert [rule["alert"] for rule in RULES if f'alertname="{rule["alert"]}"' not in scenes] == []


@pytest.mark.parametrize("guide", ["operators.md", "operators.zh-CN.md"])
def test_the_guide_names_every_alert(guide: str):
    text = (ROOT / "docs" / guide).read_text("utf-8")
    assert [rule["alert"] for rule in RULES if rule["alert"] not in text] == []
