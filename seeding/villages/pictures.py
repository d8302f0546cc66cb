"""Drawn slips and invoices for one village's last months: no photo of anything that exists.

The number of the person and the telephone drawn on them are masked before anything is public, as a
cadre would do it. Chinese letters need a font of the machine; without one the drawn labels are in
English.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from accounts.models import Office
from seeding.villages.books import Book, Item
from villages.choices import PictureKind
from villages.services import vouchers


_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
)
_SIZE = (900, 640)
_PAPER, _INK, _RED, _GREY = (252, 250, 242), (28, 30, 40), (176, 32, 42), (150, 150, 150)
# Where the payee's number and telephone are drawn: left, top, width, height of the picture.
PRIVATE = ((0.30, 0.585, 0.55, 0.085), (0.30, 0.688, 0.40, 0.085))
_MADE_UP_NUMBER, _MADE_UP_PHONE = "35019919600101000X", "130-0000-0000"


def publish_pictures(book: Book, months: list[date], office: Office) -> int:
    """A slip for each entry of these months, and a photo of the wall; returns how many pictures."""
    ids: list[int] = []
    for month in months:
        items = [item for item in book.items if item.day.replace(day=1) == month and item.number]
        for item in items:
            data = _slip(item, book)
            ids += _publish(book, office, month, data, item.number, PRIVATE)
        ids += _publish(book, office, month, _wall(book, month, items), "", ())
    vouchers.publish(ids=ids)
    return len(ids)


def _publish(
    book: Book, office: Office, month: date, data: bytes, number: str,
    boxes: tuple[tuple[float, ...], ...],
) -> list[int]:  # fmt: skip
    received = vouchers.receive(
        office=office, by=None, region_code=book.village.code, month=month, data=data,
        kind=PictureKind.VOUCHER if number else PictureKind.WALL, voucher_number=number,
        at_console=True,
    )  # fmt: skip
    for voucher in received:
        vouchers.publish_at_console(voucher=voucher, operator="seed_city", boxes=boxes)
    return [voucher.pk for voucher in received]


def _font(size: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]:
    """A font, and whether it knows Chinese letters."""
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size), True
    return ImageFont.load_default(size), False


def _slip(item: Item, book: Book) -> bytes:
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    large, chinese = _font(38)
    plain, _known = _font(26)
    rows = (
        (
            "报销凭单",
            "日期",
            "事由",
            "金额（元）",
            "收款人",
            "身份证号",
            "联系电话",
            "经手 / 证明 / 审批",
        )
        if chinese
        else ("PAYMENT SLIP", "Date", "For", "Yuan", "Payee", "Number", "Telephone", "Handled by")
    )
    signed = f"{book.handler}  {book.witness}  {book.approver}"
    values = (
        "", item.day.isoformat(), item.summary, f"{abs(item.amount):,.2f}", item.to,
        _MADE_UP_NUMBER, _MADE_UP_PHONE, signed,
    )  # fmt: skip
    draw.rectangle((20, 20, _SIZE[0] - 20, _SIZE[1] - 20), outline=_RED, width=3)
    draw.text((_SIZE[0] / 2, 62), rows[0], font=large, fill=_RED, anchor="mm")
    draw.text((_SIZE[0] - 40, 62), _plain(item.number, chinese), font=plain, fill=_INK, anchor="rm")
    for place, (label, value) in enumerate(zip(rows[1:], values[1:], strict=True)):
        top = 110 + place * 66
        draw.line((40, top + 54, _SIZE[0] - 40, top + 54), fill=_GREY)
        draw.text((50, top + 12), label, font=plain, fill=_RED)
        draw.text((280, top + 12), _plain(value, chinese), font=plain, fill=_INK)
    return _bytes(image)


def _wall(book: Book, month: date, items: list[Item]) -> bytes:
    """The sheet pinned to a board, signed."""
    image = Image.new("RGB", (1000, 760), (120, 84, 52))
    draw = ImageDraw.Draw(image)
    large, chinese = _font(34)
    plain, _known = _font(20)
    draw.polygon([(90, 70), (920, 92), (905, 700), (78, 682)], fill=_PAPER)
    draw.text((500, 120), _plain(f"{month.year}年{month.month}月收支公开", chinese), font=large, fill=_INK, anchor="mm")  # fmt: skip
    for place, item in enumerate(items[:12]):
        text = f"{item.day:%m-%d}  {item.number}  {item.summary}  {item.amount:,.2f}"
        draw.text((130, 180 + place * 34), _plain(text, chinese), font=plain, fill=_INK)
    draw.text((140, 620), f"{book.approver}   {book.witness}" if chinese else "signed", font=large, fill=(40, 60, 140))  # fmt: skip
    return _bytes(image)


def _plain(text: str, chinese: bool) -> str:
    """What the font can draw."""
    return text if chinese else text.encode("ascii", "replace").decode()


def _bytes(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
