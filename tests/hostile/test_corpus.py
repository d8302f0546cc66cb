"""No file hangs a worker, fills the memory or leaves its batch without an end.

A few mutations each time; all 1,000 with PORTAL_HOSTILE=1000 (script/bench hostile), which also
prints how long each took and how much memory.
"""

import os
import resource
import sys
import time

import pytest

from core import bounded
from core.exceptions import PortalError
from intake import services
from intake.choices import Status
from tests.hostile.corpus import PICTURES, SHEETS, mutations
from villages.reading import UnusablePicture, read_pages


pytestmark = [pytest.mark.timed, pytest.mark.in_a_child]
SECONDS, BYTES = 60, 2**30
MUTATIONS = int(os.environ.get("PORTAL_HOSTILE", "12"))
# These take seconds even where all is well: they are tried at full size only.
HEAVY = {
    "quote never closed",
    "million shared texts", "zip bomb", "bomb beside", "400,000 short lines", "400,000 curves",
    "100,000 merged ranges", "deep HTML", "PDF of nested q", "PNG of 50,000 × 50,000",
    "merged whole sheet", "5,000,000 commas", "deep tables", "100,000 defined names", "wide spans",
    "100,000 styles", "unclosed cells", "far comment", "conditional comments",
}  # fmt: skip
ENDS = {Status.CHECKED, Status.NEEDS_MAPPING, Status.REFUSED}
FULL = MUTATIONS >= 1_000
LINES: list[str] = []


def chosen(names):
    return [name for name in names if FULL or name not in HEAVY]


@pytest.fixture
def measured(monkeypatch):
    """The most memory of any child, and its report; the bounds themselves stay as they are."""
    most = [0]
    real = bounded._end

    def end(child):
        most[0] = max(most[0], bounded._resident(child))
        return real(child)

    monkeypatch.setattr(bounded, "_end", end)
    yield most
    assert most[0] < BYTES


def goes_through(town, data, name):
    """Receive, read and mark one file as the desk and a worker do."""
    started = time.monotonic()
    try:
        batch = services.receive(
            kind="payments", data=data, file_name="x.xlsx", office=town.office,
            by=town.users["uploader"], programme_code="2080502",
        )  # fmt: skip
    except PortalError as refusal:
        return str(refusal)
    batch = services.read(batch_id=batch.pk)
    read = time.monotonic() - started
    assert batch.status in ENDS, name
    assert read < SECONDS, name
    codes = sorted(set(batch.problems.values_list("code", flat=True)))
    if batch.status == Status.REFUSED:
        assert batch.refusal
        assert "reading-failed" not in codes, name
    started = time.monotonic()
    services.make_marked_workbook(batch_id=batch.pk)
    marked = time.monotonic() - started
    assert marked < SECONDS, name
    assert services.marked_workbook(batch=batch)[:2] == b"PK"
    told = f"{batch.status} {', '.join(codes)[:60]}"
    LINES.append(f"| {name} | {told} | {read:.1f} | {marked:.1f} |")
    return told


@pytest.mark.parametrize("name", chosen(SHEETS))
def test_a_hostile_sheet_ends_with_a_reason(town, measured, name):
    goes_through(town, SHEETS[name](), name)


@pytest.mark.parametrize("part", range(4))
def test_mutated_sheets_end_with_a_reason(town, measured, part):
    for number, (name, data) in enumerate(mutations(MUTATIONS)):
        if number // 4 % 4 == part:
            goes_through(town, data, name)


@pytest.mark.parametrize("name", chosen(PICTURES))
def test_a_hostile_picture_ends_with_a_sentence(name):
    data = PICTURES[name]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    started = time.monotonic()
    try:
        told = f"{len(read_pages(data))} pages"
    except UnusablePicture as refusal:
        told = str(refusal)[:50]
    took = time.monotonic() - started
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert took < SECONDS
    assert most == before or most * 1024 < BYTES
    LINES.append(f"| {name} | {told} | {took:.1f} | |")


@pytest.fixture(scope="module", autouse=True)
def _told():
    yield
    if os.environ.get("PORTAL_HOSTILE"):
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        table = ["", "| file | end | read s | marked s |", "|---|---|---|---|", *LINES]
        table.append(f"most memory of any child: {most // 1024} MB")
        sys.stdout.write("\n".join(table) + "\n")
