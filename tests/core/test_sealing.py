import pytest

from core.sealing import ACCOUNT, IDENTITY, UnreadableSeal, seal, seal_many, unseal, unseal_many
from tests.town import identity


NUMBER = identity(1)


def test_equal_numbers_seal_equally_and_open_again():
    assert seal(NUMBER, IDENTITY) == seal(NUMBER, IDENTITY)
    assert unseal(seal(NUMBER, IDENTITY), IDENTITY) == NUMBER


def test_the_seal_shows_nothing_of_the_number():
    sealed = seal(NUMBER, IDENTITY)

    assert NUMBER.encode() not in sealed
    assert seal(NUMBER[:-1] + "0", IDENTITY)[:16] != sealed[:16]


def test_an_account_never_equals_an_identity_number_of_the_same_digits():
    assert seal(NUMBER, IDENTITY) != seal(NUMBER, ACCOUNT)
    with pytest.raises(UnreadableSeal):
        unseal(seal(NUMBER, IDENTITY), ACCOUNT)


def test_another_key_cannot_read(settings):
    sealed = seal(NUMBER, IDENTITY)
    settings.PORTAL_DATA_KEY = "ab" * 64

    with pytest.raises(UnreadableSeal):
        unseal(sealed, IDENTITY)


def test_a_column_is_sealed_in_place():
    assert seal_many([NUMBER, None, "", NUMBER], IDENTITY) == [
        seal(NUMBER, IDENTITY),
        None,
        None,
        seal(NUMBER, IDENTITY),
    ]


def test_a_column_is_opened_as_it_was_sealed():
    numbers = [NUMBER, NUMBER[:-1] + "X", NUMBER]

    assert unseal_many(seal_many(numbers, IDENTITY), IDENTITY) == numbers
    with pytest.raises(UnreadableSeal):
        unseal_many(seal_many(numbers, IDENTITY), ACCOUNT)
