"""What a link of the chain covers."""

from dataclasses import asdict, replace

from services.publisher.stories.ledger.entry import GENESIS, Action, Entry, Sealed, chained, entry, first_broken
from tests.unit.publisher.scenes import NOON, story

ONE = replace(entry(Action.SUBMITTED, story(), at=NOON), id="01900000-0000-7000-8000-000000000001")


def chain(*entries: Entry) -> list[Sealed]:
    links: list[Sealed] = []
    for sequence, each in enumerate(entries, 1):
        previous = links[-1].hash if links else GENESIS
        links.append(Sealed(sequence, previous, chained(each, sequence, previous), each))
    return links


def test_the_hash_covers_every_field_the_number_and_the_hash_before():
    hashes = [chained(replace(ONE, **{name: f"{value}x"}), 1, GENESIS) for name, value in asdict(ONE).items()]
    hashes += [chained(ONE, 1, GENESIS), chained(ONE, 2, GENESIS), chained(ONE, 1, "f" * 64)]
    assert len(set(hashes)) == len(hashes)


def test_the_hash_of_an_entry_is_the_same_for_ever():
    assert chained(ONE, 1, GENESIS) == "6bc03101a874939278d6b0264124bc4f42e65029d29ddc581df768175567a65f"


def test_an_entry_with_its_hash_fits_nowhere_else_in_the_chain():
    one, two, three = chain(*(replace(ONE, id=f"{ONE.id[:-1]}{number}") for number in (1, 2, 3)))
    assert first_broken([one, two, three]) is None
    moved = replace(three, sequence=2, previous_hash=one.hash)
    broken = first_broken([one, moved])
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (2, three.entry.id)
    first = replace(two, sequence=1, previous_hash=GENESIS)
    assert first_broken([first]) is not None
