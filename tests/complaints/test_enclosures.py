"""Voice notes and office files: drawn anew or read, nothing of who made them, kept only when wished."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import numpy as np
import openpyxl
import pytest
import soundfile

from complaints.models import Report
from complaints.reading import drawn_anew, is_voice, words_of
from tests.complaints.conftest import send
from villages.reading import UnusablePicture


RATE = 44_100
LIBREOFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def sound(kind: str, seconds: float = 2.0, rate: int = RATE, title: str = "") -> bytes:
    """A tone of two channels."""
    out = io.BytesIO()
    tone = np.sin(np.arange(int(rate * seconds)) * 2 * np.pi * 440 / rate).astype("float32") * 0.5
    with soundfile.SoundFile(out, "w", rate, 2, format=kind) as file:
        if title:
            file.title = title
        for start in range(0, len(tone), rate):
            file.write(np.stack([tone[start : start + rate]] * 2, axis=1))
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def table() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = "张三"
    book.active.append(["姓名", "金额"])
    book.active.append(["某人", 1200])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_text() -> bytes:
    return archive(
        mimetype="application/vnd.oasis.opendocument.text",
        content_xml=f'<d xmlns:t="{LIBREOFFICE}:text:1.0" xmlns:o="{LIBREOFFICE}:office:1.0">'
        "<t:h>标题</t:h><t:p>正文<o:annotation><t:p>张三的批注</t:p></o:annotation>继续</t:p></d>",
        meta_xml="<creator>张三</creator>",
    )


def slides() -> bytes:
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    page = '<s xmlns:a="{}"><a:p><a:r><a:t>第{}页</a:t></a:r></a:p></s>'
    return archive(
        ppt__slides__slide10_xml=page.format(space, 10),
        ppt__slides__slide2_xml=page.format(space, 2),
        docProps__core_xml="<creator>张三</creator>",
    )


@pytest.mark.parametrize("kind", ["WAV", "MP3", "FLAC", "OGG", "AIFF"])
def test_a_voice_is_drawn_anew_without_where_it_came_from(kind):
    data = sound(kind, title="" if kind == "AIFF" else "张三的手机")
    assert is_voice(data)
    plain, deeper = drawn_anew(data, deeper=False), drawn_anew(data, deeper=True)
    for drawn in (plain, deeper):
        assert drawn.startswith(b"OggS")
        assert "张三".encode() not in drawn
    heard, rate = soundfile.read(io.BytesIO(plain))
    assert (rate, heard.ndim) == (16_000, 1)
    assert abs(len(heard) / rate - 2) < 0.1
    assert pitch(heard, rate) == pytest.approx(440, abs=8)
    heard, rate = soundfile.read(io.BytesIO(deeper))
    assert pitch(heard, rate) == pytest.approx(440 * 0.84, abs=8)


def pitch(heard: np.ndarray, rate: int) -> float:
    """What is loudest, in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(heard))) * rate / len(heard))


@pytest.mark.parametrize(
    "data",
    [
        b"#!AMR\nwhatever", b"\x1a\x45\xdf\xa3webm", b"\x00\x00\x00\x20ftypM4A ", b"OggS", b"ID3",
        b"RIFF\x00\x00\x00\x00WAVEfmt ", sound("WAV", 301, rate=8_000), sound("WAV", 0),
    ],
)  # fmt: skip
def test_what_cannot_be_heard_is_refused_with_what_to_do(data):
    assert is_voice(data)
    with pytest.raises(UnusablePicture, match="MP3"):
        drawn_anew(data, deeper=False)


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (table(), ["姓名\t金额", "某人\t1200"]),
        (open_text(), ["标题", "正文继续"]),
        (slides(), ["第2页\n\n第10页"]),
    ],
)
def test_an_office_file_becomes_its_words(paper, words):
    found = words_of(paper)
    for each in words:
        assert each in found
    assert "张三" not in found


def test_a_voice_and_a_file_kept_as_it_was_reach_the_handler(house):
    report, code = send()
    visitor, case = Client(), reverse("complaints:case")
    visitor.post(reverse("complaints:return"), {"code": code.whole})
    files = [SimpleUploadedFile("录音.mp3", sound("MP3")), SimpleUploadedFile("表.xlsx", table())]
    form = {"act": "say", "text": "听一听", "files": files}
    assert visitor.post(case, form | {"deeper": "on", "keep": "on"}).status_code == 302
    report = Report.objects.get(pk=report.pk)
    desk = house.desk("county1")
    for browser, address in ((visitor, case), (desk, report.get_absolute_url())):
        page = browser.get(address).content.decode()
        assert "某人\t1200" in page
        assert "录音.mp3" not in page
        assert page.count("<audio") == 1
        assert page.count(" download") == 1
        assert "<img src" not in page.partition("<main")[2]
    voice, paper = (desk.get(f"{report.get_absolute_url()}files/{place}/") for place in (0, 1))
    assert voice["Content-Type"] == "audio/ogg"
    assert openpyxl.load_workbook(io.BytesIO(paper.content)).properties.creator == "张三"
    assert paper["Content-Disposition"] == 'attachment; filename="2.xlsx"'
    assert paper["X-Content-Type-Options"] == "nosniff"
    # Without being asked nothing is kept but the words.
    again = {"act": "say", "text": "", "files": [SimpleUploadedFile("表.xlsx", table())]}
    assert visitor.post(case, again).status_code == 302
    assert report.attachments.count() == 2
