"""The child process that decodes pictures: python sandbox.py KIND SIDE PIXELS PAGES

Reads the file from standard input and writes its pages to standard output, each as a frame of
width, height, size and JPEG. One word on standard error and exit code 3 say why not. Imports
neither Django nor anything of the portal that knows a secret.
"""

from __future__ import annotations

import contextlib
import io
import resource
import struct
import sys
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError


MEMORY = 2**30
CPU_SECONDS = 45
SMALLEST_SIDE = 40
QUALITY = 92
_FRAME = struct.Struct(">HHI")
# An A4 page is 842 points long; a page of less or more is some trick.
_POINTS = (20, 15_000)


class Refused(Exception):
    """The word that the parent turns into a sentence."""


def main(kind: str, side: int, pixels: int, pages: int) -> None:
    data = sys.stdin.buffer.read()
    found = (
        _pages_of_pdf(data, side, pages) if kind == "pdf" else [_photo(data, kind, side, pixels)]
    )
    for picture in found:
        file = io.BytesIO()
        # Without subsampling, so that no colour of a masked place bleeds over its edge.
        picture.save(file, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
        sys.stdout.buffer.write(_FRAME.pack(*picture.size, file.tell()) + file.getvalue())


def lock_up() -> None:
    """No file written, no endless loop, no more memory than the largest picture needs."""
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        # An operating system that knows no such limit still has the parent's time limit.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _photo(data: bytes, kind: str, side: int, pixels: int) -> Image.Image:
    if kind == "heif":
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        # Only the decoder that the content asked for: a hundred others stay shut.
        picture: Image.Image = Image.open(io.BytesIO(data), formats=[kind.upper()])
        if min(picture.size) < SMALLEST_SIDE:
            raise Refused("too-small")
        # JPEG comes out of its decoder at a half or a quarter already.
        picture.draft("RGB", (side, side))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too-many-pixels") from error
    except MemoryError as error:
        raise Refused("too-many-pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("damaged") from error
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3)
    return _drawn_anew(picture)


def _drawn_anew(picture: Image.Image) -> Image.Image:
    """The same pixels on a new white sheet, without anything that came along."""
    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture.convert("RGB"), mask=picture if picture.mode == "RGBA" else None)
    return sheet


def _pages_of_pdf(data: bytes, side: int, most: int) -> Iterator[Image.Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
        if count > most:
            raise Refused("too-many-pages")
        if not count:
            raise Refused("damaged")
        # Seals and signatures of electronic invoices are form fields.
        document.init_forms()
        for number in range(count):
            page = document[number]
            width, height = page.get_size()
            if not (_POINTS[0] <= width <= _POINTS[1] and _POINTS[0] <= height <= _POINTS[1]):
                raise Refused("damaged")
            bitmap = page.render(scale=side / max(width, height), may_draw_forms=True)
            picture = bitmap.to_pil()
            picture.thumbnail((side, side))
            yield _drawn_anew(picture)
            bitmap.close()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "damaged") from error


if __name__ == "__main__":
    lock_up()
    try:
        main(sys.argv[1], *(int(number) for number in sys.argv[2:5]))
        sys.stdout.buffer.flush()
    except Refused as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(3)
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, the file is of no use
        sys.stderr.write("damaged")
        sys.exit(3)
