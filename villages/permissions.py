"""Who may do what to which picture and posting. `check_can_…` raises with the reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.choices import OfficeKind
from accounts.models import Office, User
from accounts.permissions import Permission, holds
from core.divisions import contains
from core.exceptions import NotAllowed
from intake.permissions import check_can_correct_row
from villages.choices import PICTURES, POSTINGS, LineState, PictureState
from villages.models import ArrivedFile, LedgerLine, Posting, Voucher


# Bureaus pay benefits; books with vouchers are kept by towns and villages.
KEEPERS = frozenset({OfficeKind.TOWNSHIP, OfficeKind.VILLAGE})


def check_office_keeps(office: Office, region_code: str) -> None:
    """Whether this office keeps the vouchers of this village at all."""
    if office.kind not in KEEPERS:
        raise NotAllowed(_("Only a township or a village keeps vouchers."))
    if not contains(office.region_code, region_code):
        raise NotAllowed(_("This village belongs to another office."))


def check_can_upload(user: User, region_code: str) -> None:
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader adds pictures."))
    check_office_keeps(user.office, region_code)
    if not contains(user.region_code, region_code):
        raise NotAllowed(_("This village lies outside your region."))


def _check_own_office(user: User, voucher: Voucher) -> None:
    if voucher.office_id != user.office_id:
        raise NotAllowed(_("This picture belongs to another office."))


def _check_uploader(user: User, voucher: Voucher) -> None:
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader of the office masks and submits pictures."))
    _check_own_office(user, voucher)


def check_can_give_up(user: User, arrived: ArrivedFile) -> None:
    """An uploader of the office to which the file came."""
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader adds pictures."))
    if arrived.office_id != user.office_id:
        raise NotAllowed(_("This picture belongs to another office."))


def check_can_mask(user: User, voucher: Voucher) -> None:
    _check_uploader(user, voucher)
    PICTURES.check(voucher, PictureState.MASKED)


def check_can_submit(user: User, voucher: Voucher) -> None:
    _check_uploader(user, voucher)
    PICTURES.check(voucher, PictureState.SUBMITTED)


def check_can_discard(user: User, voucher: Voucher) -> None:
    _check_uploader(user, voucher)
    PICTURES.check(voucher, PictureState.DISCARDED)


def _check_second(user: User, voucher: Voucher) -> None:
    """A reviewer of the same office who neither uploaded nor masked it."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on pictures."))
    _check_own_office(user, voucher)
    if user.pk in (voucher.uploaded_by_id, voucher.masked_by_id):
        raise NotAllowed(_("The second person cannot be the one who uploaded or masked it."))


def check_can_decide(user: User, voucher: Voucher) -> None:
    _check_second(user, voucher)
    PICTURES.check(voucher, PictureState.APPROVED)


def check_can_withdraw(user: User, voucher: Voucher) -> None:
    _check_second(user, voucher)
    PICTURES.check(voucher, PictureState.WITHDRAWN)


def check_can_open(user: User, voucher: Voucher) -> None:
    """The unmasked working picture: its own office only, the second person from submission on."""
    _check_own_office(user, voucher)
    second = holds(user, Permission.APPROVE_BATCHES) and voucher.submitted_at is not None
    if not (holds(user, Permission.UPLOAD_SHEETS) or second):
        raise NotAllowed(_("Unmasked pictures are open to the office that sent them."))


def check_can_see_original(user: User, voucher: Voucher) -> None:
    """The file as it came: inspectors of the region who are not of the office concerned."""
    if not holds(user, Permission.WORK_CLUES) or voucher.office_id == user.office_id:
        raise NotAllowed(_("Only an inspector of no office concerned sees the original."))
    if not contains(user.region_code, voucher.region_id):
        raise NotAllowed(_("This village lies outside your region."))


def check_can_post(user: User, region_code: str) -> None:
    """Uploaders of the town or the village write for its boards."""
    if not holds(user, Permission.UPLOAD_SHEETS):
        raise NotAllowed(_("Only an uploader writes postings."))
    _check_boards_of(user, region_code)


def check_own_posting(user: User, posting: Posting) -> None:
    if posting.office_id != user.office_id:
        raise NotAllowed(_("This posting belongs to another office."))


def check_can_decide_posting(user: User, posting: Posting, to: str) -> None:
    """A reviewer of the same office, and never the person who wrote it."""
    if not holds(user, Permission.APPROVE_BATCHES):
        raise NotAllowed(_("Only a reviewer decides on postings."))
    check_own_posting(user, posting)
    if posting.written_by_id == user.pk:
        raise NotAllowed(_("The second person cannot be the one who wrote the posting."))
    POSTINGS.check(posting, to)


def _check_boards_of(user: User, region_code: str) -> None:
    if user.office.kind not in KEEPERS:
        raise NotAllowed(_("Only a township or a village writes on a village's boards."))
    if not (
        contains(user.office.region_code, region_code) and contains(user.region_code, region_code)
    ):
        raise NotAllowed(_("This village belongs to another office."))


def check_can_correct_line(user: User, line: LedgerLine) -> None:
    """Only the office that published the line, and only while it stands."""
    check_can_correct_row(user, line.batch, stands=line.state == LineState.STANDING)
