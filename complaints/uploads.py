"""Files of sealed reports stay in memory: Django would put what is larger into a temporary folder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import get_language, gettext as _, override

from complaints.reading import drawn_anew, is_office_file, is_paper, is_voice, words_of
from complaints.sealing import Busy
from complaints.services.writing import Enclosed
from core.bounded import AT_ONCE, OutOfBounds, here_in_memory
from core.exceptions import PortalError
from villages.reading import UnusablePicture, read_pages


# Their forms stand under these addresses.
PATHS = ("/complaints/", "/desk/reports/")


class SealedUploadHandler(MemoryFileUploadHandler):
    """The first of settings.FILE_UPLOAD_HANDLERS; for all other pages it does nothing."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int,  # noqa: N803 - Django's
        boundary: str, encoding: str | None = None,
    ) -> None:  # fmt: skip
        self.activated = META.get("PATH_INFO", "").startswith(PATHS)
        # A little more than may be sent is read, so that the page can say what is too much.
        if self.activated and content_length > 1.5 * settings.COMPLAINT_MAX_BYTES:
            raise RequestDataTooBig


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reporter wants done with files: the voice deeper, office files kept as they are too."""

    deeper: bool = False
    keep: bool = False


def _read(number: int, file: UploadedFile, language: str, wishes: Wishes) -> Enclosed:
    file.seek(0)
    data = file.read()
    with override(language):
        try:
            with here_in_memory():
                if is_voice(data):
                    return Enclosed(voices=[drawn_anew(data, deeper=wishes.deeper)])
                if is_paper(data):
                    originals = [data] if wishes.keep and is_office_file(data) else []
                    return Enclosed(papers=[words_of(data)], originals=originals)
                return Enclosed(pictures=[page.jpeg for page in read_pages(data)])
        except OutOfBounds as error:
            raise Busy from error
        except UnusablePicture as refusal:
            raise PortalError(
                _("File %(number)s: %(why)s") % {"number": number, "why": refusal}
            ) from refusal


def enclosed_in(files: list[UploadedFile], wishes: Wishes) -> Enclosed:
    """Every photo, and every page of a PDF, drawn anew in the vouchers' sandbox: JPEGs without where
    and when they were taken; a voice note drawn anew; of an office file or text its plain words.
    Raises PortalError with what to do instead.

    In the request itself: handed to a worker, a file would lie somewhere unsealed.
    """
    files = [file for file in files if file]
    if len(files) > settings.COMPLAINT_MAX_FILES:
        raise PortalError(
            _("Choose %(most)s files at most.") % {"most": settings.COMPLAINT_MAX_FILES}
        )
    if sum(file.size or 0 for file in files) > settings.COMPLAINT_MAX_BYTES:
        raise PortalError(
            _("The files are larger than %(most)s MB together. Choose fewer, or smaller photos.")
            % {"most": settings.COMPLAINT_MAX_BYTES // 2**20}
        )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # A thread knows nothing of the reader's language.
        read = partial(_read, language=get_language() or settings.LANGUAGE_CODE, wishes=wishes)
        found = list(pool.map(read, range(1, len(files) + 1), files))
    pictures = [jpeg for each in found for jpeg in each.pictures]
    if len(pictures) > settings.COMPLAINT_MOST_PICTURES:
        raise PortalError(
            _("These are more than %(most)s pages. Choose the important ones.")
            % {"most": settings.COMPLAINT_MOST_PICTURES}
        )
    return Enclosed(
        pictures,
        [voice for each in found for voice in each.voices],
        [words for each in found for words in each.papers],
        [paper for each in found for paper in each.originals],
    )
