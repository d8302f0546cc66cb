"""The demo's drawn slips: the made-up number on them is under the boxes."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageChops

from regions.models import Region
from seeding.villages import pictures
from seeding.villages.books import Book, Item
from villages.choices import Category


def test_the_boxes_cover_number_and_telephone(monkeypatch):
    book = Book(Region(code="350112201203", name="浮岐村委会"), Decimal(0), "甲", "乙", "丙")
    item = Item(date(2026, 10, 2), "买纸", Category.OFFICE, Decimal(5), "文具店", number="记-1")
    with_numbers = Image.open(io.BytesIO(pictures._slip(item, book)))
    monkeypatch.setattr(pictures, "_MADE_UP_NUMBER", "")
    monkeypatch.setattr(pictures, "_MADE_UP_PHONE", "")
    without = Image.open(io.BytesIO(pictures._slip(item, book)))

    difference = (
        ImageChops.difference(with_numbers, without)
        .convert("L")
        .point(lambda value: 255 if value > 40 else 0)
    )
    assert difference.getbbox() is not None
    width, height = with_numbers.size
    for left, top, wide, high in pictures.PRIVATE:
        box = (int(left * width), int(top * height), int((left + wide) * width), int((top + high) * height))  # fmt: skip
        assert difference.crop(box).getbbox() is not None
        difference.paste(0, box)
    assert difference.getbbox() is None
