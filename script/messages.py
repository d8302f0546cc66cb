"""Bring the message catalogues up to date and compile them: script/messages [--check]

Uses Babel, so that no system gettext is needed; Django's templates are read through Django's
own `templatize`. `--check` changes nothing and fails when a message is missing, fuzzy or
untranslated.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po


ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def messages_of_python(path: Path) -> Iterator[tuple[Any, ...]]:
    with path.open("rb") as file:
        yield from extract_python(file, KEYWORDS, [], {"encoding": "utf-8"})


def messages_of_template(path: Path) -> Iterator[tuple[Any, ...]]:
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # Babel reads it as Python, to which a template's indentation means something.
    source = "\n".join(line.strip() for line in source.split("\n"))
    yield from extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {"encoding": "utf-8"})


def extract() -> Catalog:
    catalogue = Catalog(project="mingbai", charset="utf-8")
    # Whatever lies in an app's folder: one that is added is read with the others.
    apps = sorted(path.parent for path in ROOT.glob("*/apps.py"))
    files = [path for app in apps for path in sorted(app.rglob("*.py"))]
    folders = [ROOT / "templates", *(app / "templates" for app in apps)]
    files += [path for folder in folders for path in sorted(folder.rglob("*.*"))]
    for path in files:
        read = messages_of_python if path.suffix == ".py" else messages_of_template
        for _line, function, messages, _comments in read(path):
            _add(catalogue, path, function, messages)
    return catalogue


def _add(catalogue: Catalog, path: Path, function: str, messages: Any) -> None:
    parts = messages if isinstance(messages, tuple) else (messages,)
    where = [(str(path.relative_to(ROOT)), 1)]
    if function in ("pgettext", "pgettext_lazy"):
        catalogue.add(parts[1], context=parts[0], locations=where)
    elif function in ("ngettext", "ngettext_lazy") and len(parts) > 1 and parts[1]:
        catalogue.add((parts[0], parts[1]), locations=where)
    elif parts[0]:
        catalogue.add(parts[0], locations=where)


def main() -> int:
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    fresh = extract()
    known = Catalog(locale="zh_Hans", charset="utf-8")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            known = read_po(file, locale="zh_Hans")
    if "--check" in sys.argv:
        return _check(fresh, known)
    known.update(fresh, no_fuzzy_matching=True)
    known.obsolete.clear()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, known, width=96, sort_output=True, no_location=True, omit_header=False)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, known)
    missing = [message.id for message in known if message.id and not _translated(message)]
    print(f"{len(list(known)) - 1} messages, {len(missing)} without translation")
    for text in missing[:400]:
        print("  ", repr(text))
    return 0


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings) and not message.fuzzy


def _check(fresh: Catalog, known: Catalog) -> int:
    wrong = [
        message.id
        for message in fresh
        if message.id
        and ((found := known.get(message.id, message.context)) is None or not _translated(found))
    ]
    for text in wrong:
        print("not translated:", repr(text))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
