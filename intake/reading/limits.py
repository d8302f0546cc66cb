"""How large an uploaded file may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one uploaded file; sizes in bytes."""

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    # A sheet of equal rows packs about 60-fold; a bomb a thousandfold.
    ratio: int = 300
    ratio_from_bytes: int = 20 * 1024 * 1024
    entries: int = 2_000
    sheets: int = 200
    rows: int = 300_000
    columns: int = 256
    # What Excel lets a cell hold; and more than any heading, name, figure or day needs.
    cell: int = 32_767
    sheet_name: int = 100
    # A rectangle this large costs about half a gigabyte once it is read.
    cells: int = 15_000_000
