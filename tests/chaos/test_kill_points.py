"""Each service dies at each point it passes, the other replica goes on: nothing lost, nothing twice."""

import signal

import pytest

from tests.chaos.scene import FULL, Scene

pytestmark = [
    pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1800 if FULL else 600),
]  # fmt: skip
TIMES = 3 if FULL else 1
WITHIN_SECONDS = 120
ROUNDS = (
    {"ingest": "relay.after_commit_before_publish", "publisher": "release.after_package_before_row"},
    {"ingest": "relay.after_publish_before_mark", "publisher": "consumer.after_effect_before_acknowledge"},
    {"ingest": "consumer.after_effect_before_acknowledge", "publisher": "relay.after_publish_before_mark"},
    {"notifier": "consumer.after_effect_before_acknowledge", "publisher": "release.after_package_before_commit"},
    {"notifier": "notifier.after_send_before_mark", "publisher": "relay.after_commit_before_publish"},
    {"publisher": "release.after_effect_before_commit"},
)
"""Services that die in the same storm, so that a round of quick tests is one storm for several points."""


@pytest.mark.parametrize("points", ROUNDS, ids=lambda points: "+".join(f"{name}:{at}" for name, at in points.items()))
async def test_killed_at_its_points_under_load(scene: Scene, points: dict[str, str]):
    async with scene.under_load("killed at points", units=4, led=4 * TIMES) as storm:
        for _ in range(TIMES):
            victims = []
            for service, point in points.items():
                victims.append(victim := scene.replicas(service)[0])
                await victim.end(signal.SIGKILL)
                await victim.spawn(LIANBO_TEST_KILL_AT=point)
                if point.startswith("release."):
                    # Few pass here: the other replica must not take them all.
                    await scene.replicas(service)[1].end(signal.SIGTERM)
            for victim in victims:
                assert await victim.ended(WITHIN_SECONDS) == -signal.SIGKILL
            await scene.heal()
            await storm.recovers()
