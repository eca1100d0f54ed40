"""Every cell of the tables of what happens and where it shows: document and system say the same, in both modes."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.channels.acts import ACTS
from tests.channels.english import WORDS, in_english
from tests.channels.sights import SIGHTS
from tests.channels.stage import distributed, embedded, played
from tests.channels.table import CHINESE, ENGLISH, Cells, all_cells, cells
from tests.needs import need

pytestmark = pytest.mark.timeout(900)
MODES = ["embedded", pytest.param("distributed", marks=[pytest.mark.rabbitmq, pytest.mark.postgres])]
CELLS = all_cells(CHINESE)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=MODES)
async def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cells]:
    folder = tmp_path_factory.mktemp(request.param)
    async with AsyncExitStack() as stack:
        if request.param == "embedded":
            url = await stack.enter_async_context(embedded(folder))
        else:
            need(shutil.which("nginx"), "nginx")
            rabbit, postgres = (request.getfixturevalue(name) for name in ("rabbit", "postgres_url"))
            url = await stack.enter_async_context(distributed(folder, rabbit, postgres))
        yield await played(url)


@pytest.mark.parametrize(("act", "channel"), CELLS, ids=lambda said: said)
def test_a_channel_shows_what_the_table_says(shown: Cells, act: str, channel: str):
    assert shown[act, channel] == CELLS[act, channel]


def test_every_act_has_its_row_in_each_table_and_every_channel_its_column():
    assert set(CELLS) == {(act, channel) for act in ACTS for channel in SIGHTS}
    for table in cells(CHINESE):
        assert list(dict.fromkeys(act for act, _ in table)) == list(ACTS)


def test_the_english_page_says_the_same_in_every_cell():
    said = {(WORDS[act], WORDS[channel]): in_english(cell) for (act, channel), cell in CELLS.items()}
    assert all_cells(ENGLISH) == said
    assert len(set(WORDS.values())) == len(WORDS), "two words, two meanings"
