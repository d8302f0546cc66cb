"""The departments' automatic feed: by token, same pipeline, approval stays with a person."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import pytest

from accounts.models import OfficeToken
from accounts.services import issue_token
from core.bounded import in_a_task
from intake import tasks
from intake.models import Batch
from tests.town import HEADINGS, make_user, payment, workbook


@pytest.fixture
def feed(town, client, monkeypatch):
    """A poster with the uploader's token; the reading task runs at once."""

    def as_a_worker(number):
        with in_a_task():
            tasks.read_batch(number)

    monkeypatch.setattr(tasks.read_batch, "delay_on_commit", as_a_worker)
    secret = issue_token(name="民政专线", user=town.users["uploader"], by=None)

    def post(*rows, token=secret, address="/api/v1/batches/", **fields):
        data = {"kind": "payments", "programme": "2080502", **fields}
        if rows:
            data["file"] = SimpleUploadedFile("a.xlsx", workbook(HEADINGS, rows))
        return client.post(address, data, headers={"Authorization": f"Token {token}"})

    post.secret = secret
    return post


def test_upload_look_and_submit(feed, client):
    number = feed(payment(1)).json()["batch"]
    seen = client.get(
        f"/api/v1/batches/{number}/", headers={"Authorization": f"Token {feed.secret}"}
    ).json()
    assert (seen["status"], seen["accepted"]) == ("checked", 1)
    submitted = feed(address=f"/api/v1/batches/{number}/submit/").json()

    assert submitted["status"] == "submitted"
    assert Batch.objects.get().uploaded_by.username == "uploader"


def test_problems_come_back_with_their_places(feed):
    feed(payment(1), payment(2, village="哪里村"))

    from intake.selectors import summary

    (problem,) = summary(Batch.objects.get())["problems"]
    assert (problem["row"], problem["code"]) == (3, "region-unknown")


def test_without_a_good_token_nothing_happens(feed):
    OfficeToken.objects.update(revoked_at=timezone.now())
    for token in (feed.secret, "mb_wrong", ""):
        assert feed(payment(1), token=token).status_code in (401, 403)
    assert not Batch.objects.exists()


def test_the_secret_itself_is_kept_nowhere(feed):
    assert feed.secret not in str(OfficeToken.objects.values())


def test_another_offices_batch_is_not_there(feed, town, client):
    number = feed(payment(1)).json()["batch"]
    stranger = issue_token(
        name="x", user=make_user("stranger", "uploader", town.other_office), by=None
    )
    answer = client.get(
        f"/api/v1/batches/{number}/", headers={"Authorization": f"Token {stranger}"}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "nonsense"}, 400), ({"programme": "123"}, 400), ({"period": "soon"}, 400),
        ({"region": "350125"}, 403),
    ],
)  # fmt: skip
def test_impossible_uploads_get_a_sentence(feed, fields, status):
    answer = feed(payment(1), **fields)

    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_session_does_not_open_the_feed(town, client):
    client.force_login(town.users["uploader"])

    assert client.post("/api/v1/batches/", {"kind": "payments"}).status_code in (401, 403)


def test_other_kinds_of_content_are_refused(feed, client):
    signed = {"Authorization": f"Token {feed.secret}"}
    for kind in ("application/json", "text/xml", "application/x-www-form-urlencoded"):
        answer = client.generic("POST", "/api/v1/batches/", b"{}", kind, headers=signed)
        assert answer.status_code == 415, kind
    asked = client.get("/api/v1/programmes/", headers={"Accept": "text/html"})

    assert asked.status_code == 406
