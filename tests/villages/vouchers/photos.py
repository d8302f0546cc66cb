"""Pictures to test with: drawn here, of nobody and nothing."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw

from tests.town import identity


# A blue and red square of 64 by 48 pixels as a phone keeps it; nothing here can write HEIC.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
    "AAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAF8AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34"
    "+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5"
    "uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAA"
    "AAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAA"
    "AAAAAAEAAQWBAgMFhAAAAGdtZGF0AAAAWygBrxOA+BDhp//9gKiv/TL1f5yumJVveeN//QNXF/F6wO7vbpSJsot8"
    "WhShF6sEmF9TbqqDhDHUPcPPgUwMgUC7OZgaZgQkvDYesRm3PjI+I/Wu1zRJOeuwTbA="
)
GPS = 0x8825


def voucher_image(text: str = "", size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A reimbursement slip with a made-up number in its upper half."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 20, size[0] - 20, size[1] - 20), outline="black", width=3)
    draw.text((60, 60), f"REIMBURSEMENT {text}", fill="black", font_size=40)
    draw.text((60, 240), identity(7), fill=(160, 0, 0), font_size=52)
    draw.text((60, 700), "AMOUNT 1,280.00", fill="black", font_size=60)
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(text: str = "", **options) -> bytes:
    return encoded(voucher_image(text), quality=85, **options)


def phone_photo(text: str = "") -> bytes:
    """As a phone takes it: lying on its side, with place, camera and a comment inside."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif[0x010F] = "SecretPhone"
    exif[0x0132] = "2026:03:05 10:00:00"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (26.0, 3.0, 41.5)
    lying = voucher_image(text).rotate(90, expand=True)
    return encoded(lying, quality=85, exif=exif.tobytes(), comment=b"SecretComment")


def pdf(pages: int = 2, text: str = "") -> bytes:
    first, *others = (voucher_image(f"{text} page {n}") for n in range(1, pages + 1))
    return encoded(first, "PDF", save_all=True, append_images=others)


def hand_made_pdf(*, catalogue: str = "", trailer: str = "") -> bytes:
    """A PDF of one blank page with something more in its catalogue or trailer."""
    objects = (
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>",
    )
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(content)
    content += b"xref\n0 4\n0000000000 65535 f \n"
    content += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    content += f"trailer\n<< /Size 4 /Root 1 0 R {trailer} >>\n".encode("latin-1")
    return content + f"startxref\n{start}\n%%EOF\n".encode()
