"""The database stops, or cuts everybody off: 503 with Retry-After meanwhile, never 500, and nothing is lost."""

import asyncio

import asyncpg

from tests.chaos.scene import FULL, Scene, until_shown_down

STOPS, CUTS = (10, 10) if FULL else (1, 3)


async def test_stopped_at_once_and_started_again(scene: Scene):
    async with scene.under_load("database stopped") as storm:
        for _ in range(STOPS):
            await asyncio.to_thread(scene.postgres.stop)
            await until_shown_down(scene.replicas("ingest")[0], "database")
            await asyncio.sleep(2)
            await asyncio.to_thread(scene.postgres.start)
            await storm.recovers()
    assert storm.load.statuses["503"] > 0


async def test_cutting_everybody_off(scene: Scene):
    async with scene.under_load("connections cut") as storm:
        for _ in range(CUTS):
            connection = await asyncpg.connect(scene.postgres.url)
            cut = await connection.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'lianbo-%'"
            )
            await connection.close()
            assert cut > 0
            await storm.recovers()
