"""The hard test: one amount is changed by SQL; then the log; then the database goes and comes back."""

from __future__ import annotations

import io
import json
import subprocess

from django.core.management import CommandError, call_command
from django.db import connection

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from funds.models import Payment
from portal import embedded
from publication.log import notes
from publication.models import Checkpoint
from publication.services.files import publish_files
from publication.services.offline import offline_page
from publication.services.signing import sign
from publication.services.verifying import verify
from publication.services.witnessing import request_text, take
from publication.tasks import verify as nightly
from tests.publication.test_receipts import receipt
from tests.publication.test_verifying import behind_the_back, log_town
from tests.town import payment
from tests.visitors import signed_in


@pytest.fixture
def settled(town, settings, tmp_path):
    """A town whose payments are published, signed and confirmed by a witness."""
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    key = Ed25519PrivateKey.generate()
    witness = notes.Verifier("witness.example", notes.WITNESS, key.public_key().public_bytes_raw())
    settings.PUBLICATION_WITNESSES = [witness.vkey]
    log_town()
    town.publish(payment(1), payment(2, "林国平"), payment(3, "何成"))
    sign()
    asked = notes.parse_checkpoint(request_text(since=0).partition("\n\n")[2])
    take(text=notes.cosign(asked, witness.name, key, 1_800_000_000).line, by=None)
    publish_files()
    return town


def told(*arguments):
    """Exit code and answer of manage.py verify_publication."""
    said, code = io.StringIO(), 0
    try:
        call_command("verify_publication", *arguments, "--json", stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(said.getvalue())


@pytest.mark.browser
def test_whoever_owns_the_database_is_seen(settled, browser, tmp_path, mailoutbox, settings):
    row = Payment.objects.get(row_number=3)
    kept = {"receipt": receipt(row), "page": offline_page()}
    paths = {}
    for name, text in {
        "receipt": kept["receipt"].file,
        "square": kept["receipt"].paper.text,
        "checkpoint": (settings.PUBLIC_MEDIA_ROOT / "log/checkpoint").read_text(),
    }.items():
        paths[name] = tmp_path / name
        paths[name].write_text(text, encoding="utf-8")
        assert told("--against", str(paths[name]))[0] == 0

    # One amount, by hand.
    behind_the_back("UPDATE funds_payment SET amount = 30 WHERE id = %s", row.pk)
    code, answer = told()
    found = [each for each in answer["differences"] if each["kind"] == "payment"]
    assert code == 1
    assert [(each["batch"], each["row"], each["what"]) for each in found] == [
        (row.batch_id, 3, "changed")
    ]
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    nightly()
    for role in ("auditor", "administrator", "inspector"):
        desk = signed_in(settled.users[role])
        assert "绕过本站" in desk.get("/desk/").content.decode()
        assert "与公布时不一样" in desk.get("/desk/log/").content.decode()

    # The page says so as well, and the kept receipt proves what stood there, without the net.
    file = tmp_path / "verify.html"
    file.write_text(kept["page"], encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.fill("#receipt", kept["receipt"].file + "\n" + kept["receipt"].paper.text)
    page.click("#check")
    page.wait_for_selector("#answer.holds")
    said = page.inner_text("#answer")
    context.close()
    assert "林国平" in said
    assert "100.00" in said
    assert said.rstrip().endswith("1")  # one witness
    assert not receipt(row).matches

    # The log as well: every paper outside says so.
    behind_the_back("UPDATE publication_block SET commitments = substr(commitments, 33) || sha256('x') WHERE kind = 'payment/1'")  # fmt: skip
    for path in paths.values():
        code, answer = told("--against", str(path))
        assert code == 1
        assert answer["differences"][0]["what"] == "log"


def test_what_cannot_be_told_is_not_guessed(settled, tmp_path):
    strange = tmp_path / "strange"
    for text in ("", "localhost/log\n5\nAAAA\n\n— localhost/log AAAAAAAA\n", "MBLOG1:ABC"):
        strange.write_text(text)
        with pytest.raises(CommandError) as refused:
            call_command("verify_publication", "--against", str(strange))
        assert refused.value.returncode == 2
    with pytest.raises(CommandError) as refused:
        call_command("verify_publication", "--against", str(tmp_path / "missing"))
    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_and_comes_back_keeps_every_checkpoint(tmp_path, settings):
    from tests.town import make_town

    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    town = make_town()
    log_town()
    for serial in range(1, 4):
        town.publish(payment(serial, period=f"2026年{serial}月", paid_on=f"2026-0{serial}-10"))
        sign()
        publish_files()
    before = list(Checkpoint.objects.values_list("size", "note"))
    dump = tmp_path / "portal.dump"
    _run("pg_dump", "--format=custom", "--file", str(dump), own_url())
    town.publish(payment(9, period="2026年9月", paid_on="2026-09-10"))
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    _run("pg_restore", "--no-owner", "--dbname", own_url(), str(dump))
    assert list(Checkpoint.objects.values_list("size", "note")) == before
    report = verify()
    assert (report.count, report.rows > 0) == (0, True)
    for size, note in before:
        paper = tmp_path / f"{size}"
        paper.write_text(note, encoding="utf-8")
        assert told("--against", str(paper))[0] == 0
    # Nothing was published in between, so it goes on.
    assert sign().size == before[0][0]


def own_url():
    given = connection.get_connection_params()
    known = {"user", "password", "dbname", "host", "port"}
    return " ".join(f"{name}='{value}'" for name, value in given.items() if name in known and value)


def _run(tool, *arguments):
    subprocess.run([embedded._binaries() / tool, *arguments], check=True, capture_output=True)
