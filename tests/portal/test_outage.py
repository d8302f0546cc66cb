"""Redis is not there: staff still sign in, and what needs it says so in a sentence."""

from __future__ import annotations

import socket

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from accounts.choices import Role
from accounts.services import issue_token
from core.redis_client import client as redis_client
from intake.models import Batch
from portal.celery import app
from tests.town import HEADINGS, PASSWORD, payment, workbook
from tests.visitors import signed_in


@pytest.fixture
def no_redis(settings):
    """Cache, counters and queue look for Redis at a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"redis://127.0.0.1:{free.getsockname()[1]}"
    cache = settings.CACHES["default"]
    kept = cache["LOCATION"]
    settings.CACHES = {"default": cache | {"LOCATION": f"{dead}/1"}}
    redis_client.cache_clear()
    written_to = app.conf.broker_write_url
    _queue_at(f"{dead}/0")
    yield
    settings.CACHES = {"default": cache | {"LOCATION": kept}}
    redis_client.cache_clear()
    _queue_at(written_to)


def _queue_at(url):
    """Producers are kept for the queue's address; the next one is made for this one."""
    app.conf.broker_write_url = url
    app._pool = app.amqp._producer_pool = None


def test_staff_sign_in_and_read_their_desk(town, client, no_redis):
    answer = client.post("/desk/sign-in/", {"username": "uploader", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/batches/").status_code == 200
    client.post("/desk/sign-in/", {"username": "uploader", "password": "wrong-password"})
    assert signed_in(town.users[Role.ADMINISTRATOR]).get("/admin/").status_code == 200


def test_the_public_api_answers(town, client, no_redis):
    assert client.get("/api/v1/programmes/").status_code == 200


def test_an_upload_by_the_api_says_so_plainly(
    transactional_db, town, client, no_redis, django_capture_on_commit_callbacks
):
    secret = issue_token(name="专线", user=town.users[Role.UPLOADER], by=None)
    answer = client.post(
        "/api/v1/batches/",
        {
            "kind": "payments", "programme": "2080502",
            "file": SimpleUploadedFile("a.xlsx", workbook(HEADINGS, [payment(1)])),
        },
        headers={"authorization": f"Token {secret}"},
    )  # fmt: skip
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "Redis" not in answer.json()["detail"]
    assert Batch.objects.count() == 1, "kept as evidence; read when Redis is there again"


def test_an_upload_at_the_desk_says_so_plainly(transactional_db, town, no_redis):
    answer = signed_in(town.users[Role.UPLOADER]).post(
        reverse("intake:upload"),
        {
            "kind": "payments",
            "programme": "2080502",
            "file": SimpleUploadedFile("a.xlsx", workbook(HEADINGS, [payment(1)])),
        },
    )
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
