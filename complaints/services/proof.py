"""A proof of work that the visitor's own browser makes (ALTCHA, version 2); each is good for once."""

from __future__ import annotations

import hashlib
import json
import time

from django.conf import settings

from altcha import create_challenge, verify_solution

from core.redis_client import page_client


_ALGORITHM = "PBKDF2/SHA-256"
_SECONDS = 2 * 3600
_LONGEST = 4_000
_PREFIX = f"{settings.CACHES['default']['KEY_PREFIX']}:proof:"


def _secret() -> bytes:
    return hashlib.sha256(b"complaints.proof:" + settings.SECRET_KEY.encode()).digest()


def fresh_challenge() -> str:
    """A challenge as JSON, for static/js/proof.js."""
    challenge = create_challenge(
        _ALGORITHM, settings.COMPLAINT_PROOF_COST, expires_at=int(time.time()) + _SECONDS,
        hmac_secret=_secret(),
    )  # fmt: skip
    return json.dumps(challenge.to_dict())


def proves(payload: str) -> bool:
    """Whether it solves a challenge of ours, in time and for the first time."""
    if not payload or len(payload) > _LONGEST:
        return False
    if not verify_solution(payload, _secret()).verified:
        return False
    name = _PREFIX + hashlib.sha256(payload.encode()).hexdigest()
    return bool(page_client().set(name, 1, nx=True, ex=_SECONDS))
