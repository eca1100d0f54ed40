"""Which metrics the alerts and the dashboard ask for."""

import json
import re
from pathlib import Path

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NAME = re.compile(r"\b(?:lianbo|rabbitmq|process)_[a-z_]+\b")


def expressions() -> list[str]:
    alerts = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))
    board = json.loads((DEPLOY / "grafana/dashboards/lianbo.json").read_text("utf-8"))
    return [rule["expr"] for group in alerts["groups"] for rule in group["rules"]] + [
        target["expr"] for panel in board["panels"] for target in panel.get("targets", ())
    ]


def asked_for() -> set[str]:
    return {name for expression in expressions() for name in NAME.findall(expression)}


def exported(text: str) -> set[str]:
    """The names of the samples that a page of metrics has, or would have once they are counted."""
    names: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            names |= {f"{name}_{part}" for part in ("bucket", "count", "sum")} if kind == "histogram" else {name}
        elif line and not line.startswith("#"):
            names.add(line.partition("{")[0].partition(" ")[0])
    return names
