"""Against bots, without anybody's address: a proof of work, or a plain question; each form once.

What counts visitors lies in the Redis that writes nothing to a disk, under digests whose key lives
ten minutes and is known to nobody afterwards.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import cast

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _, gettext_lazy

from core.exceptions import PortalError
from core.redis_client import page_client


_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:gate:"
_SALT = "complaints.form"
# A form that lay open longer is made anew.
FORM_SECONDS = 2 * 3600
_WINDOW = 600
_DIGITS = (
    gettext_lazy("one"), gettext_lazy("two"), gettext_lazy("three"), gettext_lazy("four"),
    gettext_lazy("five"), gettext_lazy("six"), gettext_lazy("seven"), gettext_lazy("eight"),
    gettext_lazy("nine"),
)  # fmt: skip


class TooMany(PortalError):
    """From one place, or for one office, more than anybody needs."""

    def __init__(self) -> None:
        super().__init__(_("Too many came from here in a few minutes. Wait ten minutes, or call."))


class UsedForm(PortalError):
    """The form was sent already, or lay open for hours."""

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent already, or lay open too long. If you have your code, all is well; otherwise send it once more.")
        )  # fmt: skip


def fresh_form() -> tuple[str, str]:
    """A token that is good for one sending, and the plain question that belongs to it."""
    first, second = secrets.randbelow(5) + 1, secrets.randbelow(4) + 1
    nonce = secrets.token_urlsafe(12)
    token = signing.dumps([nonce, _answer_digest(nonce, first + second), first, second], salt=_SALT)
    return token, question_of(token)


def question_of(token: str) -> str:
    """The question in words, for a form that is shown again."""
    try:
        _nonce, _digest, first, second = signing.loads(token, salt=_SALT, max_age=FORM_SECONDS)
    except signing.BadSignature as error:
        raise UsedForm from error
    return _("How much is %(first)s and %(second)s?") % {
        "first": _DIGITS[first - 1], "second": _DIGITS[second - 1],
    }  # fmt: skip


def answers(token: str, typed: str) -> bool:
    """Whether the plain question is answered, in digits or in words."""
    try:
        nonce, digest, _first, _second = signing.loads(token, salt=_SALT, max_age=FORM_SECONDS)
    except signing.BadSignature as error:
        raise UsedForm from error
    typed = typed.strip().lower()
    words = {str(word).lower(): value for value, word in enumerate(_DIGITS, start=1)}
    value = int(typed) if typed.isdecimal() else words.get(typed, 0)
    return hmac.compare_digest(digest, _answer_digest(nonce, value))


def spend(token: str) -> None:
    """Let no second sending of the same form through. Raises UsedForm."""
    name = _PREFIX + "used:" + hashlib.sha256(token.encode()).hexdigest()
    if not page_client().set(name, 1, nx=True, ex=FORM_SECONDS):
        raise UsedForm


def count_visitor(place: str, what: str) -> None:
    """Count a visitor (core.throttling.bucket) by a digest; raises TooMany above the bound, which a
    carrier's shared address does not reach.
    """
    digest = hmac.new(_ten_minute_key(), place.encode(), hashlib.sha256).hexdigest()[:24]
    if _count(f"{what}:{digest}", _WINDOW) > settings.COMPLAINT_LIMITS[what]:
        raise TooMany


def within_office_cap(office: int, *, screened: bool) -> bool:
    """Whether an office takes one more this hour, of those with or without a proof of work."""
    kind = "office-screened" if screened else "office"
    return _count(f"{kind}:{office}", 3600) <= settings.COMPLAINT_LIMITS[kind]


def _count(name: str, seconds: int) -> int:
    pipeline = page_client().pipeline()
    pipeline.set(_PREFIX + name, 0, ex=seconds, nx=True)
    pipeline.incr(_PREFIX + name)
    return int(pipeline.execute()[1])


def _ten_minute_key() -> bytes:
    name = _PREFIX + "key"
    page_client().set(name, secrets.token_bytes(32), nx=True, ex=_WINDOW)
    return cast(bytes, page_client().get(name))


def _answer_digest(nonce: str, value: int) -> str:
    keyed = hmac.new(settings.SECRET_KEY.encode(), f"{nonce}:{value}".encode(), hashlib.sha256)
    return keyed.hexdigest()[:32]
