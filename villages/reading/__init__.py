"""From an uploaded picture or PDF to harmless pixels; knows no model."""

from villages.reading.kinds import UnusablePicture, kind_of
from villages.reading.pages import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, Page, read_pages


__all__ = [
    "LONGEST_SIDE", "MOST_PAGES", "MOST_PIXELS", "Page", "UnusablePicture", "kind_of", "read_pages",
]  # fmt: skip
