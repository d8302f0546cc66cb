"""Keys in versions: a new one changes nothing that was sealed, a new outer key nothing at all."""

import pytest

from core import addresses, keys, vault
from core.keys import UnreadableKey
from core.records import record_of, reference_of
from core.sealing import IDENTITY, seal, unseal, unseal_many
from tests.town import identity


NUMBER = identity(1)


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    yield tmp_path
    keys._known.of = None


def test_a_new_key_is_used_for_what_is_new_and_the_old_one_opens_what_is_old():
    old = seal(NUMBER, IDENTITY), addresses.address_of(7, "payment")
    vault.store("before", b"old")
    for purpose in keys.LENGTHS:
        assert keys.make(purpose) == 2
    new = seal(NUMBER, IDENTITY), addresses.address_of(7, "payment")
    vault.store("after", b"new")
    assert old[0] != new[0]
    assert unseal_many([old[0], new[0]], IDENTITY) == [NUMBER, NUMBER]
    assert {addresses.key_of(address, "payment") for address in (old[1], new[1])} == {7}
    assert (vault.load("before"), vault.load("after")) == (b"old", b"new")
    assert keys.versions(keys.LOG) == [2, 1]


def test_a_new_outer_key_breaks_nothing(settings, own_vault):
    old, number, address = (
        settings.PORTAL_DATA_KEY,
        seal(NUMBER, IDENTITY),
        addresses.address_of(7, "x"),
    )
    log = keys.key(keys.LOG)
    settings.PORTAL_DATA_KEY = "cd" * 64
    assert keys.change_outer(old) == len(keys.LENGTHS)
    assert (unseal(number, IDENTITY), addresses.key_of(address, "x")) == (NUMBER, 7)
    assert keys.key(keys.LOG) == log
    # Nothing of a key stands there in clear, and nothing opens by another outer key.
    kept = (own_vault / "keys.json").read_text()
    assert log.hex() not in kept
    assert old not in kept
    settings.PORTAL_DATA_KEY = "ef" * 64
    with pytest.raises(UnreadableKey):
        unseal(number, IDENTITY)
    with pytest.raises(UnreadableKey):
        keys.change_outer(old)


def test_references_in_complaints_are_read_again():
    assert record_of(reference_of("nothing", 1)) is None
