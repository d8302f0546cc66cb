"""Bots: proof of work, the plain question, each form once, bounds without anybody's address."""

from __future__ import annotations

import base64
import io
import json
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest
from altcha import Challenge, Payload, solve_challenge
from PIL import Image

from complaints.choices import State
from complaints.models import Attachment, Report
from complaints.services import gate
from complaints.services.proof import fresh_challenge, proves
from core.redis_client import client, page_client
from tests.complaints.conftest import send
from tests.complaints.test_first_line import answer_of, hidden, send_by_pages


@pytest.fixture
def _light(settings):
    settings.COMPLAINT_PROOF_COST = 1


def solved(challenge: str) -> str:
    found = Challenge.from_dict(json.loads(challenge))
    return Payload(found, solve_challenge(found)).to_base64()


def second_step(visitor: Client, **values) -> tuple[dict, str]:
    step = {"text": "路灯不亮", "subject": "other", "about": "nobody", "place": "浮岐", **values}
    page = visitor.post(reverse("complaints:new"), step).content.decode()
    return step | {
        "step": "send", "named": "no", "token": hidden(page, "token"),
        "office": hidden(page, "office"),
    }, page  # fmt: skip


@pytest.mark.usefixtures("_light")
def test_a_proof_is_good_once_and_only_ours():
    payload = solved(fresh_challenge())
    assert proves(payload)
    assert not proves(payload)
    forged = json.loads(base64.b64decode(solved(fresh_challenge())))
    forged["challenge"]["signature"] = "00" * 32
    for wrong in ("", "x", "x" * 5_000, base64.b64encode(json.dumps(forged).encode()).decode()):
        assert not proves(wrong)


@pytest.mark.usefixtures("_light")
def test_with_a_proof_it_stands_among_the_others_without_it_waits(house):
    visitor = Client()
    step, page = second_step(visitor)
    challenge = page.split('data-challenge="')[1].split('"')[0].replace("&quot;", '"')
    proof = solved(challenge)
    assert visitor.post(reverse("complaints:new"), step | {"proof": proof}).status_code == 200
    assert Report.objects.get().state == State.RECEIVED
    # The same proof under a new form proves nothing; the question does.
    step, page = second_step(visitor)
    assert visitor.post(reverse("complaints:new"), step | {"proof": proof}).status_code == 400
    answer = {"proof": proof, "question": answer_of(page)}
    assert visitor.post(reverse("complaints:new"), step | answer).status_code == 200
    assert Report.objects.filter(state=State.QUARANTINED).count() == 1


def test_a_form_is_sent_once_and_a_wrong_answer_keeps_what_was_typed(house):
    visitor = Client()
    step, page = second_step(visitor)
    answer = visitor.post(reverse("complaints:new"), step | {"question": "99"})
    assert answer.status_code == 400
    assert 'value="路灯不亮"' in answer.content.decode()
    step["question"] = answer_of(page)
    assert visitor.post(reverse("complaints:new"), step).status_code == 200
    assert visitor.post(reverse("complaints:new"), step).status_code == 400
    assert Report.objects.count() == 1
    stale = visitor.post(reverse("complaints:new"), step | {"token": "old"})
    assert "放得太久" in stale.content.decode()
    assert Report.objects.count() == 1


def test_the_answer_may_be_a_word():
    for _each in range(20):
        token, question = gate.fresh_form()
        words = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
        total = words[question[0]] + words[question[2]]
        assert gate.answers(token, str(total))
        assert gate.answers(token, " 零一二三四五六七八九"[total + 1])
        assert not gate.answers(token, str(total + 1))


def test_the_honeypot_and_the_bounds(house, settings):
    visitor = Client()
    step = {"text": "路灯不亮", "subject": "other", "about": "nobody", "place": "浮岐", "website": "x"}  # fmt: skip
    assert visitor.post(reverse("complaints:new"), step).status_code == 400
    settings.COMPLAINT_LIMITS = settings.COMPLAINT_LIMITS | {"send": 2, "office": 3}
    near, far = Client(REMOTE_ADDR="198.51.100.1"), Client(REMOTE_ADDR="198.51.100.2")
    for _each in range(2):
        assert send_by_pages(near, place="浮岐")
    step, page = second_step(near)
    refused = near.post(reverse("complaints:new"), step | {"question": answer_of(page)})
    assert refused.status_code == 400
    assert send_by_pages(far, place="浮岐")
    # The office takes no more of these in this hour.
    step, page = second_step(far)
    refused = far.post(reverse("complaints:new"), step | {"question": answer_of(page)})
    assert refused.status_code == 400
    assert Report.objects.count() == 3


@pytest.mark.usefixtures("_light")
def test_what_is_proved_above_the_cap_waits_instead_of_being_lost(house, settings):
    settings.COMPLAINT_LIMITS = settings.COMPLAINT_LIMITS | {"office-screened": 1}
    visitor = Client()
    for _each in range(2):
        step, page = second_step(visitor)
        challenge = page.split('data-challenge="')[1].split('"')[0].replace("&quot;", '"')
        visitor.post(reverse("complaints:new"), step | {"proof": solved(challenge)})
    states = Report.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [State.QUARANTINED, State.RECEIVED]


def test_counters_stand_in_the_redis_without_a_disk_under_a_key_of_ten_minutes(house):
    visitor = Client(REMOTE_ADDR="203.0.113.77")
    send_by_pages(visitor, place="浮岐")
    kept = b"".join(key for key in client().scan_iter("*gate*"))
    assert kept == b""
    keys = list(page_client().scan_iter("*gate:*"))
    assert keys
    for key in keys:
        assert b"203.0.113.77" not in key
        assert page_client().ttl(key) > 0
    key = next(key for key in keys if key.endswith(b"gate:key"))
    assert page_client().ttl(key) <= 600


def test_places_are_read_as_people_write_them(house):
    from complaints.forms import TellForm

    base = {"text": "x", "subject": "other", "about": "nobody"}
    cases = {"浮岐": True, "浮岐村": True, "猴屿乡 浮岐村": True, "猴屿乡，浮岐": True, "长乐区": True,
             "火星村": False, "猴屿": False, "猴屿乡": True, "罗联乡 浮岐": False}  # fmt: skip
    for typed, fits in cases.items():
        form = TellForm(base | {"place": typed}, record=None)
        assert form.is_valid() == fits, (typed, form.errors)


def photo(**options) -> bytes:
    picture = Image.new("RGB", (600, 400), "white")
    exif = Image.Exif()
    exif[0x010E] = "taken at the hall"
    exif[0x8825] = {1: "N", 2: (26.0, 3.0, 0.0)}
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, **options)
    return file.getvalue()


@pytest.mark.in_a_child
def test_photos_are_drawn_anew_and_what_is_no_picture_is_refused_with_its_place(house):
    data = photo()
    assert b"taken at" in data
    visitor = Client()
    step, page = second_step(visitor)
    step["question"] = answer_of(page)
    files = [
        SimpleUploadedFile("a.jpg", data),
        SimpleUploadedFile("b.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
    ]
    refused = visitor.post(reverse("complaints:new"), step | {"photos": files})
    assert refused.status_code == 400
    assert "第2个文件" in refused.content.decode()
    assert not Report.objects.exists()
    nine = [SimpleUploadedFile(f"{n}.jpg", data) for n in range(9)]
    assert visitor.post(reverse("complaints:new"), step | {"photos": nine}).status_code == 400
    sent = visitor.post(reverse("complaints:new"), step | {"photos": [SimpleUploadedFile("a.jpg", data)]})  # fmt: skip
    assert sent.status_code == 200
    report = Report.objects.get()
    kept = house.open(report, "county1").file(Attachment.objects.get())
    assert kept.startswith(b"\xff\xd8")
    assert b"taken at" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    shown = house.desk("county2").get(f"{report.get_absolute_url()}files/0/")
    assert shown.content == kept
    assert send()


def test_what_is_too_large_is_refused_in_words_and_never_kept(house, settings):
    settings.COMPLAINT_MAX_BYTES = 200_000
    visitor = Client()
    step, page = second_step(visitor)
    step["question"] = answer_of(page)
    large = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(250_000))
    refused = visitor.post(reverse("complaints:new"), step | {"photos": large})
    assert refused.status_code == 400
    assert "文件合计超过" in refused.content.decode()
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(900_000))
    assert visitor.post(reverse("complaints:new"), step | {"photos": huge}).status_code in (
        400,
        413,
    )
    assert not Report.objects.exists()


def test_nothing_leads_away_from_what_was_typed_or_from_the_code(house):
    visitor = Client()
    step, page = second_step(visitor)
    sent = visitor.post(reverse("complaints:new"), step | {"question": answer_of(page)})
    for text in (page, sent.content.decode()):
        links = [part.split('"')[0] for part in text.split('<a ')[1:] for part in part.split('href="')[1:2]]  # fmt: skip
        assert [link for link in links if not link.startswith(("#", "tel:"))] == []


def word_file(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("docProps/core.xml", "<x>张三写的</x>")
        archive.writestr("word/comments.xml", "<x>批注里的话</x>")
        archive.writestr("word/document.xml", body)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.in_a_child
def test_of_a_word_file_the_words_stay_and_nothing_else(house):
    body = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>第一段</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>删掉的</w:delText></w:r></w:del><w:r><w:t>第二段</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    bomb = f'<!DOCTYPE x [<!ENTITY a "{"x" * 99}">]><w:document {W}><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>'
    code = send()[1]
    visitor = Client()
    visitor.post(reverse("complaints:return"), {"code": code.whole})
    case = reverse("complaints:case")
    files = [
        SimpleUploadedFile("经过.docx", word_file(body)),
        SimpleUploadedFile("a.txt", "国标编码的字".encode("gb18030")),
    ]
    assert visitor.post(case, {"act": "say", "files": files}).status_code == 302
    page = visitor.get(case).content.decode()
    for words in ("第一段", "第二段", "国标编码的字"):
        assert words in page
    for words in ("张三", "批注", "删掉的", "经过.docx"):
        assert words not in page
    wrong = [b"PK\x03\x04broken", word_file(bomb), word_file("<x/>"), b" \n "]
    for data in wrong:
        answer = visitor.post(case, {"act": "say", "files": SimpleUploadedFile("x.docx", data)})
        assert answer.status_code == 400, data[:40]
        assert "xxx" not in answer.content.decode()
