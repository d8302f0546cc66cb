"""Places as shapes: boundaries in degrees to paths of a picture, shaded in five classes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


WIDTH, MOST_HEIGHT, _EDGE = 720, 900, 6
CLASSES = 5
Ring = Sequence[Sequence[float]]
# A name fits on a phone, or only where the map is wide: width in units a character, and area.
_ON_PHONES, _WHERE_WIDE, _AREA = 30, 14, 4500


@dataclass(frozen=True, slots=True)
class Shape:
    """One place's outline, each ring a list of (longitude, latitude)."""

    code: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place of the picture: its path, its class from 0 (None: nothing is known), its name, and
    what is read for it.
    """

    code: str
    path: str
    shade: int | None
    name: str
    x: int
    y: int
    fits: str
    said: str


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    places: tuple[Drawn, ...]
    # From which value on each class but the first begins.
    breaks: tuple[Decimal, ...]


class _Projection:
    """Plate carrée, narrowed by the cosine of the middle latitude."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        points = [point for shape in shapes for ring in shape.rings for point in ring]
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        self.narrow = math.cos(math.radians((min(ys) + max(ys)) / 2))
        wide, high = (max(xs) - min(xs)) * self.narrow, max(ys) - min(ys)
        self.scale = min((WIDTH - 2 * _EDGE) / wide, (MOST_HEIGHT - 2 * _EDGE) / high)
        self.west, self.north = min(xs), max(ys)
        self.width = round(wide * self.scale + 2 * _EDGE)
        self.height = round(high * self.scale + 2 * _EDGE)

    def __call__(self, point: Sequence[float]) -> tuple[float, float]:
        return (
            (point[0] - self.west) * self.narrow * self.scale + _EDGE,
            (self.north - point[1]) * self.scale + _EDGE,
        )


def map_of(
    shapes: Sequence[Shape], values: Mapping[str, Decimal], names: Mapping[str, str],
    said: Mapping[str, str],
) -> Map | None:  # fmt: skip
    """The picture of places, shaded by quantiles of the values; None without shapes."""
    if not shapes:
        return None
    project = _Projection(shapes)
    known = sorted(values[shape.code] for shape in shapes if shape.code in values)
    cuts = [known[len(known) * step // CLASSES] for step in range(1, CLASSES)] if known else []
    breaks = tuple(dict.fromkeys(cuts))
    places = tuple(_drawn(shape, project, values, names, said, breaks) for shape in shapes)
    return Map(project.width, project.height, places, breaks)


def _drawn(
    shape: Shape, project: _Projection, values: Mapping[str, Decimal], names: Mapping[str, str],
    said: Mapping[str, str], breaks: Sequence[Decimal],
) -> Drawn:  # fmt: skip
    rings = [[project(point) for point in ring] for ring in shape.rings]
    area, middle = max(map(_middle, rings))
    across = [x for ring in rings for x, _y in ring]
    width = max(across) - min(across)
    name = names.get(shape.code, "")
    fits = ""
    if width > _ON_PHONES * len(name) and area > _AREA:
        fits = "phone"
    elif width > _WHERE_WIDE * len(name):
        fits = "wide"
    value = values.get(shape.code)
    shade = None if value is None else sum(value >= cut for cut in breaks)
    path = "".join(_paths(rings))
    return Drawn(
        shape.code, path, shade, name, round(middle[0]), round(middle[1]), fits,
        said.get(shape.code, name),
    )  # fmt: skip


def _paths(rings: Sequence[Sequence[tuple[float, float]]]) -> Iterator[str]:
    """Relative whole numbers; points that fall together and rings of no area are left out."""
    for ring in rings:
        points: list[tuple[int, int]] = []
        for x, y in ring:
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        (x, y), rest = points[0], points[1:]
        steps = []
        for nx, ny in rest:
            steps.append(f"{nx - x},{ny - y}")
            x, y = nx, ny
        yield f"M{points[0][0]},{points[0][1]}l{' '.join(steps)}z"


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """The area of a ring and its centroid."""
    area = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x0 * y1 - x1 * y0
        area, cx, cy = area + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
    if not area:
        return 0.0, ring[0]
    return abs(area) / 2, (cx / (3 * area), cy / (3 * area))
