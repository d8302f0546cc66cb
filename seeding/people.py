"""People who do not exist: plausible names and ages, checksum-valid numbers nobody holds.

Their identity numbers begin with 350199, a division code that was never assigned, so that no
number here can be a living person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np


UNASSIGNED_DIVISION = "350199"
# For people who stand in registries only, and for those in whom something is planted.
UNASSIGNED_DIVISION_OF_OTHERS = "350198"
UNASSIGNED_DIVISION_OF_PLANTED = "350197"
REFERENCE_DAY = date(2026, 10, 31)
_EPOCH = date(1920, 1, 1)
_SURNAMES = "陈林黄郑王张李吴刘杨叶蔡高江何余程翁潘邱严薛谢赖方卓邓许游曾魏卢庄詹官池姚俞董郭徐欧阳"
_SURNAME_WEIGHTS = [13, 12, 8, 7, 6, 6, 5, 5, 4, 3]
_FEMALE = [
    "秀英", "玉兰", "美珠", "金花", "丽华", "桂香", "淑贞", "雪梅", "宝珍", "月娥", "爱玉", "依妹",
    "惠芳", "彩云", "木英", "春莲", "赛金", "瑞英", "晓燕", "雅婷", "梦洁", "思颖", "佳怡", "若溪",
    "兰", "芳", "琴", "英", "香", "梅", "珠", "娟",
]  # fmt: skip
_MALE = [
    "依弟", "国平", "建国", "金水", "德明", "志强", "文斌", "祥官", "学锋", "永泰", "家福", "长福",
    "木生", "光荣", "振华", "信财", "仁贵", "庆生", "宗辉", "立群", "俊杰", "浩然", "子轩", "宇航",
    "明", "强", "斌", "辉", "勇", "平", "忠", "荣",
]  # fmt: skip
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.array(list("10X98765432"))


@dataclass(slots=True)
class People:
    """Parallel lists, one place for each person."""

    names: list[str]
    numbers: list[str]
    accounts: list[str]
    ages: np.ndarray
    villages: np.ndarray
    groups: np.ndarray
    household_sizes: np.ndarray

    def __len__(self) -> int:
        return len(self.names)


def make_people(
    rng: np.random.Generator, count: int, villages: int, division: str = UNASSIGNED_DIVISION
) -> People:
    """`count` people spread over `villages` places (indexes)."""
    # Two humps, as where the young have gone to town.
    old = rng.random(count) < 0.45
    ages = np.where(old, rng.normal(73, 10, count), rng.normal(38, 20, count))
    # Whoever falls off either end is spread out: clipping would bear thousands on one day.
    ages = np.where((ages < 1) | (ages > 104), rng.uniform(1, 60, count), ages)
    days = (ages * 365.25).astype(int)
    births = np.array([REFERENCE_DAY - timedelta(days=int(d)) for d in days])
    female = rng.random(count) < 0.52
    return People(
        names=make_names(rng, count, female),
        numbers=make_numbers(births, female, division),
        accounts=[f"6230361{division[-2:]}{number:010d}" for number in range(1, count + 1)],
        ages=days // 365,
        villages=np.sort(rng.integers(0, villages, count)),
        groups=rng.integers(1, 9, count),
        household_sizes=np.clip(rng.poisson(1.6, count) + 1, 1, 7),
    )


def make_names(rng: np.random.Generator, count: int, female: np.ndarray) -> list[str]:
    weights = np.ones(len(_SURNAMES) - 1)
    weights[: len(_SURNAME_WEIGHTS)] = _SURNAME_WEIGHTS
    surnames = np.array([*_SURNAMES[:-2], "欧阳"])
    family = rng.choice(surnames, count, p=weights / weights.sum())
    given = np.where(female, rng.choice(_FEMALE, count), rng.choice(_MALE, count))
    return [f"{a}{b}" for a, b in zip(family, given, strict=True)]


def make_numbers(births: np.ndarray, female: np.ndarray, division: str) -> list[str]:
    """Unique numbers: the serial counts up among people born on the same day, odd for men."""
    serials: dict[tuple[date, bool], int] = {}
    bodies = []
    for birth, woman in zip(births, female, strict=True):
        key = (birth, bool(woman))
        serial = serials.get(key, 0)
        serials[key] = serial + 1
        if serial >= 500:
            raise ValueError("too many people were born on one day; make fewer")
        bodies.append(f"{division}{birth:%Y%m%d}{serial * 2 + (0 if woman else 1):03d}")
    digits = np.array(bodies, dtype="U17").view("U1").reshape(len(bodies), 17).astype(int)
    checks = _CHECK[(digits @ _WEIGHTS) % 11]
    return [body + check for body, check in zip(bodies, checks, strict=True)]
