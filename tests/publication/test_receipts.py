"""Receipts: what they open, and that anybody can check them without a net."""

from __future__ import annotations

import pytest

from funds.models import Payment
from publication.log.proofs import parse_proof
from publication.log.receipted import receipted
from publication.services.comparing import compare
from publication.services.offline import offline_page
from publication.services.receipting import receipts_of
from publication.services.signing import sign
from tests.publication.test_verifying import behind_the_back
from tests.town import identity, payment


@pytest.fixture
def paid(town):
    """One payment of a programme with names, one of a masked one; both signed."""
    named = town.publish(payment(1), payment(2, "林国平", amount="250.50"))
    masked = town.publish(payment(3, "黄美珠", amount="90"), programme_code="2081107")
    sign()
    return Payment.objects.get(batch=named, row_number=2), Payment.objects.get(batch=masked)


def receipt(row):
    (found,) = receipts_of(receipted("payment", row.address))
    return found


def test_a_receipt_opens_what_the_page_shows_and_nothing_else(paid, client):
    named, masked = (receipt(row) for row in paid)
    assert named.matches
    assert masked.matches
    assert named.fields["beneficiary_name"] == "陈秀英"
    assert masked.fields["amount"] == "90.00"
    for hidden in ("黄美珠", "350112201203", "浮岐", identity(3)):
        assert hidden not in parse_proof(masked.file).extra.decode()
    for row in paid:
        page = client.get(f"/log/receipts/payment/{row.address}/")
        text = page.content.decode()
        assert page.status_code == 200
        assert "留着不公开" not in text
        assert identity(1) not in text
        assert "黄美珠" not in text
    index = named.proof.index
    file = client.get(f"/log/receipts/payment/{paid[0].address}/{index}.tlog-proof")
    assert file.content.decode() == named.file
    assert (
        client.get(f"/log/receipts/payment/{paid[0].address}/{index + 1}.tlog-proof").status_code
        == 404
    )
    assert client.get("/log/receipts/payment/nothing/").status_code == 404


def test_what_was_not_signed_yet_says_so(town, client):
    town.publish(payment(1))
    address = Payment.objects.get().address
    assert "notice" in client.get(f"/log/receipts/payment/{address}/").content.decode()


def test_papers_outside_tell_a_rewritten_log(paid):
    papers = [receipt(paid[0]).file, receipt(paid[0]).paper.text]
    assert all(compare(text).holds for text in papers)
    behind_the_back("UPDATE publication_block SET commitments = sha256('x') || substr(commitments, 33) WHERE first_key = %s", paid[0].pk)  # fmt: skip
    assert not any(compare(text).holds for text in papers)


@pytest.mark.browser
def test_the_kept_page_checks_offline(paid, browser, tmp_path):
    named, masked = (receipt(row) for row in paid)
    page_file = tmp_path / "verify.html"
    page_file.write_text(offline_page(), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    troubles = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(page_file.as_uri())

    def answer(text):
        page.fill("#receipt", text)
        page.click("#check")
        page.wait_for_selector("#answer h2")
        found = page.inner_text("#answer"), page.get_attribute("#answer", "class")
        page.evaluate("document.getElementById('answer').replaceChildren()")
        return found

    said, verdict = answer(named.file)
    assert verdict == "holds"
    assert "陈秀英" in said
    assert "100.00" in said
    said, verdict = answer(masked.file)
    assert verdict == "holds"
    assert "90.00" in said
    assert "黄" not in said
    assert answer(named.paper.text)[1] == "holds"
    assert answer(f"{named.file}\n{named.paper.text}")[1] == "holds"
    other = receipt(Payment.objects.get(row_number=3, batch=paid[0].batch_id))
    changed = named.proof.extra.replace(b"100.00", b"900.00")
    forged = type(named.proof)(named.proof.index, named.proof.path, named.proof.checkpoint, changed)
    for wrong in (
        forged.text,
        named.file.replace("\nindex ", "\nindex 1"),
        named.paper.text[:-3] + "000",
        f"{named.file}\n{other.paper.text}",
        "不是收据",
        "",
    ):
        assert answer(wrong)[1] == "fails", wrong
    # Old browsers have no Ed25519 of their own.
    page.evaluate("() => { crypto.subtle.importKey = () => { throw new Error() } }")
    assert answer(named.file)[1] == "holds"
    assert answer(named.paper.text[:-3] + "000")[1] == "fails"
    assert troubles == []
    context.close()
