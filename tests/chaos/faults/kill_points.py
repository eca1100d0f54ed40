"""Each service dies at each point it passes, the other replica goes on: nothing lost, nothing twice."""

import signal

import pytest

from tests.chaos.scene import FULL, Scene

TIMES = 3 if FULL else 1
WITHIN_SECONDS = 180
Victim = tuple[str, int]
"""A service and which of its replicas."""
ROUNDS: tuple[dict[Victim, str], ...] = (
    {
        ("ingest", 0): "relay.after_commit_before_publish",
        ("publisher", 0): "consumer.after_effect_before_acknowledge",
        ("publisher", 1): "release.after_package_before_row",
        ("notifier", 0): "consumer.after_effect_before_acknowledge",
    },
    {
        ("ingest", 0): "relay.after_publish_before_mark",
        ("publisher", 0): "relay.after_commit_before_publish",
        ("publisher", 1): "release.after_package_before_commit",
        ("notifier", 0): "notifier.after_send_before_mark",
    },
    {
        ("ingest", 0): "consumer.after_effect_before_acknowledge",
        ("publisher", 0): "relay.after_publish_before_mark",
        ("publisher", 1): "release.after_effect_before_commit",
    },
)
"""Several die in the same storm, each at a point of its own. The publisher that has a release to pass outlives the
other, so that no release passes it by.
"""


@pytest.mark.long
@pytest.mark.parametrize("points", ROUNDS, ids=["first", "second", "third"])
async def test_killed_at_its_points_under_load(scene: Scene, points: dict[Victim, str]):
    async with scene.under_load("killed at points", led=0) as storm:
        for _ in range(TIMES):
            victims = [scene.replicas(service)[number] for service, number in points]
            for victim, point in zip(victims, points.values(), strict=True):
                await victim.end(signal.SIGKILL)
                await victim.spawn(LIANBO_TEST_KILL_AT=point)
            storm.load.lead(2)
            for victim in victims:
                assert await victim.ended(WITHIN_SECONDS) == -signal.SIGKILL
            await scene.heal()
            await storm.recovers()
