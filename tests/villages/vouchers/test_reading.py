"""What comes in: recognised by content, harmless when it comes out."""

import io
import zlib

import pytest
from PIL import Image

from tests.villages.vouchers.photos import (
    HEIC,
    encoded,
    hand_made_pdf,
    pdf,
    phone_photo,
    photo,
    voucher_image,
)
from villages.reading import LONGEST_SIDE, UnusablePicture, kind_of, pages, read_pages


def opened(page):
    return Image.open(io.BytesIO(page.jpeg))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (photo(), "jpeg"),
        (encoded(voucher_image(), "PNG"), "png"),
        (encoded(voucher_image(), "WEBP"), "webp"),
        (HEIC, "heif"),
        (pdf(1), "pdf"),
    ],
    ids=["jpeg", "png", "webp", "heic", "pdf"],
)
def test_every_kind_that_a_phone_or_office_gives(data, kind):
    assert kind_of(data) == kind
    (page,) = read_pages(data)
    picture = opened(page)
    assert picture.format == "JPEG"
    assert picture.mode == "RGB"
    assert (page.width, page.height) == picture.size


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 a program",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04 an archive",
        encoded(Image.new("RGB", (60, 60)), "GIF"),
        encoded(Image.new("RGB", (60, 60)), "TIFF"),
        encoded(Image.new("RGB", (60, 60)), "BMP"),
        b"plain words",
    ],
    ids=["exe", "svg", "html", "zip", "gif", "tiff", "bmp", "text"],
)
def test_everything_else_is_refused_with_what_to_do(data):
    with pytest.raises(UnusablePicture, match="JPEG"):
        read_pages(data)


def test_a_false_beginning_helps_nobody():
    for data in (
        b"\xff\xd8\xff\xe0" + b"<script>" * 50,
        b"\x89PNG\r\n\x1a\n" + b"0" * 99,
        b"%PDF-1.7\nnothing",
    ):
        with pytest.raises(UnusablePicture, match="损坏|damaged"):
            read_pages(data)


def test_a_cut_off_photo_is_refused():
    with pytest.raises(UnusablePicture):
        read_pages(photo()[:3000])


def test_place_camera_and_comment_are_gone_and_the_picture_is_upright():
    data = phone_photo()
    assert b"SecretPhone" in data

    (page,) = read_pages(data)

    picture = opened(page)
    assert page.height > page.width
    assert dict(picture.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(picture.info)
    for secret in (b"Secret", b"Exif", b"2026:03", b"GPS"):
        assert secret not in page.jpeg


def test_large_pictures_are_made_smaller_and_small_ones_stay():
    (large,) = read_pages(encoded(Image.new("RGB", (4000, 3000), "red"), quality=60))
    assert (large.width, large.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    (small,) = read_pages(photo())
    assert (small.width, small.height) == (900, 1200)


def test_transparent_places_become_paper():
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    (page,) = read_pages(encoded(clear, "PNG"))
    assert opened(page).getpixel((50, 50)) == (255, 255, 255)


def png_of(width: int, height: int) -> bytes:
    """A small file that unpacks to a huge black picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        )

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 7_000)])
def test_a_decompression_bomb_is_refused_before_it_unfolds(size):
    bomb = png_of(*size)
    assert len(bomb) < 150_000
    with pytest.raises(UnusablePicture, match="6000|60"):
        read_pages(bomb)


def test_a_picture_too_small_to_read():
    with pytest.raises(UnusablePicture):
        read_pages(encoded(Image.new("RGB", (20, 20)), "PNG"))


def test_a_pdf_becomes_one_picture_a_page():
    found = read_pages(pdf(3))
    assert len(found) == 3
    assert len({page.jpeg for page in found}) == 3
    assert max(found[0].width, found[0].height) == LONGEST_SIDE


def test_a_pdf_of_too_many_pages(monkeypatch):
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    with pytest.raises(UnusablePicture, match="2"):
        read_pages(pdf(3))


def test_scripts_in_a_pdf_are_left_behind():
    data = hand_made_pdf(catalogue="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
    (page,) = read_pages(data)
    assert b"JavaScript" not in page.jpeg
    assert opened(page).getpixel((10, 10)) == (255, 255, 255)


def test_a_locked_pdf_says_so():
    word = "A" * 32
    locked = hand_made_pdf(
        trailer=f"/ID [({word}) ({word})] /Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 "
        f"/O ({word}) /U ({word}) /P -4 >>"
    )
    with pytest.raises(UnusablePicture, match="密码|password"):
        read_pages(locked)


def test_the_child_knows_no_secret_and_writes_no_file(tmp_path, monkeypatch):
    """The same interpreter with the same walls, asked to do what it must not."""
    probe = tmp_path / "sandbox.py"
    source = pages._SANDBOX.read_text()
    attack = (
        "import os\n"
        "    assert not [name for name in os.environ if 'KEY' in name or 'PORTAL' in name]\n"
        f"    try:\n        open({str(tmp_path / 'out')!r}, 'w').write('x' * 10_000)\n"
        "        sys.stderr.write('wrote a file')\n"
        "    except OSError:\n        sys.stderr.write('too-small')\n    sys.exit(3)\n"
    )
    probe.write_text(source.replace("    data = sys.stdin.buffer.read()", f"    {attack}"))
    monkeypatch.setattr(pages, "_SANDBOX", probe)
    monkeypatch.setenv("PORTAL_DATA_KEY", "secret")
    with pytest.raises(UnusablePicture, match="小|small"):
        read_pages(photo())


def test_a_decoder_that_never_ends_is_ended(tmp_path, monkeypatch):
    probe = tmp_path / "sandbox.py"
    probe.write_text("while True: pass\n")
    monkeypatch.setattr(pages, "_SANDBOX", probe)
    monkeypatch.setattr(pages, "SECONDS", 1)
    with pytest.raises(UnusablePicture, match="时间|long"):
        read_pages(photo())
