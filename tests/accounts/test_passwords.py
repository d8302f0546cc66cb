"""What may be a password: long enough, not too long, of any characters."""

from pathlib import Path

from django.conf import global_settings, settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

import pytest

from accounts.choices import Role
from accounts.models import User
from tests.town import PASSWORD
from tests.visitors import signed_in


GOOD = ["水木清华 金木水火土 一二", "🐟" * 12, "two  ponies  ", "qzvk-" * 25 + "qzv"]
BAD = ["elevenchars", "9" * 20, "passwordpassword"[:8], "uploader-of", "qzvk-" * 26]


@pytest.mark.parametrize(
    ("password", "taken"), [(p, True) for p in GOOD] + [(p, False) for p in BAD]
)
def test_lengths_and_characters(town, password, taken):
    user = town.users[Role.UPLOADER]
    answer = signed_in(user).post(
        "/desk/password/",
        {"old_password": PASSWORD, "new_password1": password, "new_password2": password},
    )

    assert answer.status_code == (302 if taken else 400)
    assert User.objects.get(pk=user.pk).check_password(password) is taken


def test_too_long_a_one_is_told_with_the_bound(town):
    answer = signed_in(town.users[Role.UPLOADER]).post(
        "/desk/password/",
        {"old_password": PASSWORD, "new_password1": "x" * 129, "new_password2": "x" * 129},
    )

    assert "密码太长，最多128个字符。" in answer.content.decode()


def test_the_portal_keeps_djangos_slow_hash():
    """The tests themselves use a quick one (tests.conftest)."""
    assert "PASSWORD_HASHERS" not in Path(settings.BASE_DIR, "portal/settings.py").read_text()
    assert global_settings.PASSWORD_HASHERS[0].endswith("PBKDF2PasswordHasher")
    assert PBKDF2PasswordHasher.iterations >= 310_000
