"""Where identity numbers, bank accounts and phones stand in a text that people wrote.

People break long numbers up with blanks, dashes, dots and brackets, and write dates, sums and
lists in the same marks. So digits with marks between them are one number only if they are grouped
as such numbers are, or if their check digit says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from django.utils import timezone

from stdnum import luhn
from stdnum.cn import ric


def _ranges(codes: Iterable[int]) -> str:
    """The code points as the inside of a character class."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in runs)


# What a reader does not see between two digits: format marks, fillers, and marks set on a digit.
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_UNSEEN = _FILLERS + _ranges(
    code
    for code in chain(range(0x3200), range(0xFB00, 0x10000), range(0xE0000, 0xE01F0))
    if unicodedata.category(chr(code)) in ("Cf", "Mn", "Me")
)
# What breaks a number up: whatever is no letter, digit, money or unseen; of new lines see
# `_over_lines`, of words `_through_words`.
_LISTED = ",，、;；/／"
_MARK = rf"[^\w\n\r$¥￥€£%％‰{_UNSEEN}]|[_＿年月日]"
_RUN = re.compile(
    rf"\d(?:(?:{_MARK}|[{_UNSEEN}]){{0,4}}\d)*(?:(?:{_MARK}|[{_UNSEEN}]){{0,3}}[XxＸｘ](?![A-Za-z]))?"
)
# Between two groups of a number that its check digit gives away may stand so many letters.
_FARTHEST = 8
_DIGITS = re.compile(r"\d+(?:[XxＸｘ](?![A-Za-z\d]))?|(?<![A-Za-z])[XxＸｘ](?![A-Za-z\d])")
# Letters that are taken for digits, with digits on both sides.
_LIKE_DIGITS = re.compile(r"(?<=\d)[OoQlI|]{1,12}(?=\d)")
_LIKE = str.maketrans("OoQlI|", "000111")
_GROUP = re.compile(rf"\d(?:[{_UNSEEN}]*\d)*(?:[{_UNSEEN}]*[XxＸｘ])?|[XxＸｘ]")
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
# Said before it, what follows is such a number however it is grouped.
_SAID = re.compile(
    r"(?:身份证|证件|[账帐]号|[账帐]户[号:：]|卡号|存折|手机|电话(?!费)|联系方式|account|card|phone|identity)\D{0,8}$",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?:19|20)\d\d\D?(?:0?[1-9]|1[0-2])(?:\D?(?:0?[1-9]|[12]\d|3[01]))?(?!\d)")
_PIECE = re.compile(r"\d{11,}[Xx]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_UNION_PAY = re.compile(r"62\d{14,17}")

# Numbers of passports and permits, which have letters; with a day in them they are numbers of things.
_PAPER = re.compile(
    r"(?<![A-Za-z\d])(?:[HM]\d{8}(?:\d\d)?|[EGDSPK]\d{8}|(?:E[A-Z]|[DSP]E|KJ|MA)\d{7}|[A-Z]{3}\d{12})"
    r"(?![A-Za-z\d])",
    re.IGNORECASE,
)
_PAPER_SAID = re.compile(
    r"(?:护照|通行证|居住证|居留证|居留身份证|台胞证|回乡证|永居证|证件|passport|permit)\D{0,8}$",
    re.IGNORECASE,
)
_ANY_PAPER = re.compile(r"(?<![A-Za-z\d])(?=[A-Za-z]{0,3}\d{5})[A-Za-z\d]{8,15}(?![A-Za-z\d])")

# Digits in other dress: one character that stands for one digit.
_OTHER_DIGITS = {
    code: plain
    for code in range(0x80, 0x3300)
    if (plain := unicodedata.normalize("NFKC", chr(code))) in tuple("0123456789")
    and unicodedata.category(chr(code)) == "No"
}
# Bracketed, dotted, black, Roman and the like; a few of them in a text number its paragraphs.
_FANCY_DIGITS = {
    code: str(int(value))
    for code in chain(range(0x80, 0x3400), range(0x1F100, 0x1F10D))
    if unicodedata.category(chr(code)) in ("No", "Nl", "So")
    and chr(code) != "〇"
    and (value := unicodedata.numeric(chr(code), -1)) in range(10)
}
_FANCY = re.compile(f"[{_ranges(sorted(_FANCY_DIGITS))}]")
_MANY = 6
_CHINESE_DIGITS = str.maketrans(
    "〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两", "000123456789123456789" + "12"
)
_NUMERALS = re.compile(
    rf"(?:[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两Xx](?:{_MARK}|[{_UNSEEN}]){{0,4}}){{11,}}"
)

# Written in one piece: a mobile phone has 11 digits, an identity number 15 or 18, an account 12
# and more. Nothing else in a text has so many; region codes (12) are looked up.
_LONG = 11
_IDENTITY_DIGITS = 18
_LONGEST = 20
_MOST_GROUPS = 8
# A number of a place and a day is a person's birth only if that lies back so many years, or if the
# check digit says so.
_YEARS_BACK = 3
# An electronic invoice: the year, the province, 16 more.
_INVOICE = re.compile(r"2\d(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{16}")
_IDENTITY = {(18,), (6, 12), (14, 4), (6, 8, 4), (6, 8, 3, 1), (17, 1), (6, 4, 4, 4), (3, 3, 4, 4, 4)}  # fmt: skip
_IDENTITY_BY_DATE = {(4, 4, 4, 4, 2), (6, 6, 6), (6, 9), (6, 6, 3)}
_IDENTITY_BY_MARK = {(6, 4, 2, 2, 4), (6, 2, 2, 2, 3)}
_PHONE = {
    (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (3, 5, 3), (4, 3, 4), (4, 4, 3), (5, 6), (6, 5),
    (3, 2, 2, 2, 2),
}  # fmt: skip
_LANDLINE = {(3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 4, 4), (4, 3, 4)}


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """From `start` to `end` of the text; `digits` without marks, X in capital."""

    start: int
    end: int
    digits: str


def personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """The numbers in a text from its beginning, not overlapping; time grows with its length only."""
    plain = _LIKE_DIGITS.sub(
        lambda like: like[0].translate(_LIKE), text if text.isascii() else _plain_digits(text)
    )
    found = list(_in_lines(plain))
    if "\n" in plain or "\r" in plain:
        found = _over_lines(plain, found)
    return iter(_with_papers(plain, _through_words(plain, found)))


def _with_papers(text: str, found: list[PersonalNumber]) -> list[PersonalNumber]:
    """Also passports and permits: by their form, or by a word before them."""
    more = [each for each in _PAPER.finditer(text) if not _DAY.search(each[0])]
    more += [
        each
        for each in _ANY_PAPER.finditer(text)
        if _PAPER_SAID.search(text, max(0, each.start() - 16), each.start())
    ]
    for each in more:
        if all(each.end() <= known.start or known.end <= each.start() for known in found):
            found = [*found, PersonalNumber(each.start(), each.end(), each[0].upper())]
    return sorted(found, key=lambda each: each.start)


def _plain_digits(text: str) -> str:
    """Circled, raised and Chinese digits as 0 to 9, each in its place."""
    if len(_FANCY.findall(text)) >= _MANY:
        text = text.translate(_FANCY_DIGITS | {ord("〇"): "0"})
    text = text.translate(_OTHER_DIGITS)
    return _NUMERALS.sub(lambda run: run[0].translate(_CHINESE_DIGITS), text)


def _over_lines(text: str, found: list[PersonalNumber]) -> list[PersonalNumber]:
    """Also what goes on in the next line, where that is surely a person's number."""
    taken = [(each.start, each.end) for each in found]
    joined = text.replace("\n", " ").replace("\r", " ")
    for each in _in_lines(joined):
        broken = "\n" in text[each.start : each.end] or "\r" in text[each.start : each.end]
        if not broken or not _is_identity(each.digits):
            continue
        if all(each.end <= start or end <= each.start for start, end in taken):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _through_words(text: str, found: list[PersonalNumber]) -> list[PersonalNumber]:
    """Also an identity number with words between its groups, which only its check digit tells."""
    if len(text) < _IDENTITY_DIGITS:
        return found
    groups = list(_DIGITS.finditer(text.translate(_CHINESE_DIGITS)))
    taken = [(each.start, each.end) for each in found]
    more = list(found)
    for first in range(len(groups)):
        each = _from_group(groups, first)
        if each and all(each.end <= begun or ended <= each.start for begun, ended in taken):
            more.append(each)
            taken.append((each.start, each.end))
    return sorted(more, key=lambda each: each.start)


def _from_group(groups: list[re.Match[str]], first: int) -> PersonalNumber | None:
    """The identity number that begins in a group of digits and goes on in others: with its first
    digit, or behind digits that belong to something else (a serial, 张三 before 三五〇…).
    """
    digits, ends, before = "", [0], groups[first].start()
    for last in range(first, min(len(groups), first + _IDENTITY_DIGITS)):
        if groups[last].start() - before > _FARTHEST:
            break
        digits += unicodedata.normalize("NFKC", groups[last][0]).upper()
        ends.append(len(digits))
        before = groups[last].end()
        if len(digits) >= _IDENTITY_DIGITS + ends[1]:
            break
    for end in ends[2:]:
        start = end - _IDENTITY_DIGITS
        if 0 <= start < ends[1] and _is_identity(digits[start:end]):
            last = first + ends.index(end) - 1
            return PersonalNumber(
                groups[first].start() + start, groups[last].end(), digits[start:end]
            )
    return None


def _in_lines(text: str) -> Iterator[PersonalNumber]:
    for run in _RUN.finditer(text):
        if run.end() - run.start() < _LONG:
            continue
        groups = _groups(run)
        if sum(len(group.digits) for group in groups) >= _LONG:
            said = _SAID.search(text, max(0, run.start() - 16), run.start()) is not None
            yield from _numbers(text, groups, said and _DAY.match(run[0]) is None)


def certain_numbers(text: str) -> Iterator[PersonalNumber]:
    """The numbers in the number of a thing, which may itself be long and have a day in it: only
    those that their check digit, their birth date, their form as a mobile phone or a word before
    them gives away, also where they stand in one piece with a year or a serial number.
    """
    text = text if text.isascii() else _plain_digits(text)
    for each in personal_numbers(text):
        said = _SAID.search(text, max(0, each.start - 16), each.start) is not None
        if said or _is_certain(each.digits):
            yield each
            continue
        for piece in _PIECE.finditer(text, each.start, each.end):
            if (at := _within(unicodedata.normalize("NFKC", piece[0]).upper())) is not None:
                start, end = piece.start() + at[0], piece.start() + at[1]
                digits = unicodedata.normalize("NFKC", text[start:end]).upper()
                yield PersonalNumber(start, end, digits)


def _is_certain(digits: str) -> bool:
    return (
        _MOBILE.fullmatch(digits) is not None
        or _is_identity(digits)
        or (len(digits) == 15 and _born(digits))
        # Mistyped by a digit it is hardly less of a secret.
        or (len(digits) == 18 and _born(digits) and not _is_recent(digits))
        or (_UNION_PAY.fullmatch(digits) is not None and luhn.is_valid(digits))
    )


def _within(piece: str) -> tuple[int, int] | None:
    """From where to where a longer piece of digits has a number of a person in it."""
    for start in range(len(piece) - 17):
        if _is_identity(piece[start : start + 18]):
            return start, start + 18
    for start in (0, len(piece) - 11):
        if start >= 0 and _MOBILE.fullmatch(piece[start : start + 11]):
            return start, start + 11
    return None


def _groups(run: re.Match[str]) -> list[PersonalNumber]:
    return [
        PersonalNumber(
            run.start() + group.start(),
            run.start() + group.end(),
            unicodedata.normalize("NFKC", _IS_UNSEEN.sub("", group[0])).upper(),
        )
        for group in _GROUP.finditer(run[0])
    ]


def _numbers(text: str, groups: list[PersonalNumber], said: bool) -> Iterator[PersonalNumber]:
    index = 0
    while index < len(groups):
        last = _end_of_number(text, groups, index)
        if last is None and said:
            last = _end_of_said(text, groups, index)
        if last is None:
            if (found := _after_a_serial(groups, index)) is None:
                index += 1
            else:
                index, each = found
                yield each
            continue
        digits = "".join(group.digits for group in groups[index : last + 1])
        yield PersonalNumber(groups[index].start, groups[last].end, digits)
        index = last + 1


def _end_of_number(text: str, groups: list[PersonalNumber], first: int) -> int | None:
    """The last group of the longest number that begins with group `first`."""
    if spaced := _spaced_out(text, groups, first):
        return spaced
    found, digits = None, ""
    for last in range(first, min(len(groups), first + _MOST_GROUPS)):
        digits += groups[last].digits
        if last > first and len(digits) > _LONGEST:
            break
        if len(digits) < _LONG or _INVOICE.fullmatch(digits):
            continue
        part = groups[first : last + 1]
        if len(part) == 1 or _is_number(digits, part, _marks(text, part)):
            found = last
    return found


def _after_a_serial(groups: list[PersonalNumber], first: int) -> tuple[int, PersonalNumber] | None:
    """An identity number whose first digits are written to a serial or sum before it, and the group
    behind it; only the check digit tells.
    """
    digits = ""
    for last in range(first, min(len(groups), first + _MOST_GROUPS)):
        digits += groups[last].digits
        before = len(digits) - 18
        if before >= len(groups[first].digits):
            return None
        if before > 0 and _is_identity(digits[before:]):
            return last + 1, PersonalNumber(groups[first].start, groups[last].end, digits[before:])
    return None


def _end_of_said(text: str, groups: list[PersonalNumber], first: int) -> int | None:
    """The same where a word before it says that it is one: in any groups, but sums are none, and a
    list has several.
    """
    last, length = first, len(groups[first].digits)
    while last + 1 < len(groups) and length + len(groups[last + 1].digits) <= _LONGEST:
        if _is_listed(_marks(text, groups[last : last + 2])):
            break
        last += 1
        length += len(groups[last].digits)
    part = groups[first : last + 1]
    cents = any(
        text[a.end : b.start] in (".", "．") and len(b.digits) == 2 for a, b in pairwise(part)
    )
    return None if length < _LONG or cents or _are_sums(part) else last


def _marks(text: str, part: list[PersonalNumber]) -> set[str]:
    return {text[a.end : b.start] for a, b in pairwise(part)}


def _is_listed(marks: set[str]) -> bool:
    return any(set(mark) & set(_LISTED) for mark in marks)


def _spaced_out(text: str, groups: list[PersonalNumber], first: int) -> int | None:
    """The last of the digits that stand one by one from `first` on, if they are as many."""
    # First whether there are enough of them at all: a list of figures is not walked to its end.
    enough = groups[first : first + _LONG]
    if len(enough) < _LONG or any(len(group.digits) != 1 for group in enough):
        return None
    if _is_listed(_marks(text, enough)):
        return None
    last = first + _LONG
    while last < len(groups) and len(groups[last].digits) == 1:
        last += 1
    return last - 1


def _is_number(digits: str, part: list[PersonalNumber], marks: set[str]) -> bool:
    lengths = tuple(len(group.digits) for group in part)
    if digits[-1] == "X" or len(digits) in (15, 18):
        return _is_grouped_identity(digits, lengths, alike=len(marks) == 1)
    if _are_sums(part):
        return False
    fours = len(lengths) >= 4 and set(lengths[:-1]) == {4} and lengths[-1] <= 4
    if _UNION_PAY.fullmatch(digits):
        by_groups = fours or (lengths[0] == 6 and len(lengths) == 2)
        return by_groups or luhn.is_valid(digits)
    if _is_listed(marks):
        return False
    if _MOBILE.fullmatch(digits):
        return lengths in _PHONE
    if re.match("0[1-9]", digits) and lengths in _LANDLINE:
        return True
    return fours and _is_account(digits, part, marks)


def _is_grouped_identity(digits: str, lengths: tuple[int, ...], *, alike: bool) -> bool:
    if not _PROVINCE.match(digits):
        return False
    if lengths in _IDENTITY and not _is_recent(digits):
        return True
    # A place, a day and a sum make as many digits, but not with the same mark between all.
    by_date = lengths in _IDENTITY_BY_DATE or (alike and lengths in _IDENTITY_BY_MARK)
    return _is_identity(digits) or (by_date and _born(digits))


def _is_recent(digits: str) -> bool:
    return _born(digits) and int(digits[6:10]) > timezone.localdate().year - _YEARS_BACK


def _is_account(digits: str, part: list[PersonalNumber], marks: set[str]) -> bool:
    """Of digits in fours; with blanks between they may be sums, with years among them are none."""
    years = sum(_YEAR.fullmatch(group.digits) is not None for group in part)
    if all(not mark.strip() for mark in marks):
        return not years and luhn.is_valid(digits)
    return years < 2


def _are_sums(part: list[PersonalNumber]) -> bool:
    """Round numbers one after another are money."""
    return all(group.digits[0] != "0" and group.digits[-1] == "0" for group in part)


def _is_identity(digits: str) -> bool:
    return (
        len(digits) == 18
        and _PROVINCE.match(digits) is not None
        and _born(digits)
        and ric.calc_check_digit(digits) == digits[-1]
    )


def _born(digits: str) -> bool:
    if not _PROVINCE.match(digits):
        return False
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    try:
        return date(int(born[:4]), int(born[4:6]), int(born[6:])).year >= 1870
    except ValueError:
        return False
