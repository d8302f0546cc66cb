"""The documents stay true: what they name exists, and what the code reads is written down."""

import json
import os
import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

import pytest
import yaml


ROOT = Path(__file__).resolve().parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DECISIONS = ROOT / "docs/adr"
_ASIDE = {
    ".venv", ".git", "var", "node_modules", "__pycache__", ".hypothesis", ".pytest_cache",
    ".mypy_cache", ".ruff_cache", ".import_linter_cache",
}  # fmt: skip
_CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?:\]\(|<img[^>]* src=\")([^)\s\"]+)")
_SCRIPT = re.compile(r"(?<![\w/.])((?:script|\.ci)/[a-z]+)")
_COMMAND = re.compile(r"manage\.py ([a-z_]{3,})|^\| `([a-z_]+)", re.MULTILINE)
_VARIABLE = re.compile(
    r"(?:environ(?:\.get)?[\[(]|\bsecret\(|\brequired\()\s*[\"']([A-Z][A-Z_]+)[\"']"
)
# Put together, so that this file does not name them itself.
_HOSTS = ("py" + "pi.org", "registry.npm" + "js.org", "deb.deb" + "ian.org", "files.python" + "hosted.org")  # fmt: skip


_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30}


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def nginx_conf() -> str:
    return (ROOT / "docker/nginx.conf").read_text()


def tree(*suffixes: str) -> list[Path]:
    """Every file of the project with one of the suffixes; with none, every file."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _ASIDE]
        found += [Path(folder, name) for name in names]
    return sorted(path for path in found if not suffixes or path.suffix in suffixes)


def documents() -> list[Path]:
    return tree(".md")


def prose(path: Path) -> str:
    """A document without its blocks of code, where "#" begins a comment."""
    return _CODE.sub("", path.read_text(encoding="utf-8"))


def headings(path: Path) -> list[str]:
    return re.findall(r"^(#+) +(.+)$", prose(path), re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The marks that a heading can be linked by, as the usual hosts make them."""
    return {
        re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")
        for _level, text in headings(path)
    }


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_named_scripts_exist_and_can_be_run(path):
    for name in set(_SCRIPT.findall(path.read_text(encoding="utf-8"))):
        assert os.access(ROOT / name, os.X_OK), f"{path.name} names {name}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_named_commands_exist(path):
    commands = get_commands()
    text = path.read_text(encoding="utf-8")
    table = path in READMES
    named = {typed or (listed if table else "") for typed, listed in _COMMAND.findall(text)} - {""}
    # Other tables of a README list logins and apps.
    apps = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    logins = {
        "uploader", "reviewer", "clerk", "township", "inspector", "administrator", "auditor",
        "handler", "keeper",
    }  # fmt: skip
    assert named - apps - logins <= set(commands)


def test_the_readme_names_the_commands_that_others_build_on():
    for path in READMES:
        text = path.read_text(encoding="utf-8")
        for command in ("import_sheet", "crosscheck", "list_clues", "seed_city", "load_regions"):
            assert f"`{command}" in text, f"{path.name} lacks {command}"


def test_options_in_the_readme_are_options_of_their_command():
    from django.core.management import load_command_class

    for path in READMES:
        for command, rest in re.findall(
            r"^\| `([a-z_]+) ?([^`]*)`", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            if command not in get_commands():
                continue
            parser = load_command_class(get_commands()[command], command).create_parser("", command)
            known = {option for action in parser._actions for option in action.option_strings}
            assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"{path.name}: {command}"


def test_every_environment_variable_is_written_down():
    told = (ROOT / ".env.example").read_text() + (ROOT / "docs/operations.md").read_text()
    for name in ("settings", "embedded", "secrets"):
        read = set(_VARIABLE.findall((ROOT / f"portal/{name}.py").read_text()))
        missing = {variable for variable in read if not re.search(rf"\b{variable}\b", told)}
        assert not missing, f"portal/{name}.py reads {sorted(missing)}"
    everything = "".join(
        (ROOT / f"portal/{name}.py").read_text() for name in ("settings", "embedded")
    )
    # The pattern above still finds what it is for.
    assert {"PORTAL_HOSTS", "PORTAL_DATA_KEY", "REDIS_URL"} <= set(_VARIABLE.findall(everything))


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path):
    for link in _LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _hash, mark = unquote(link).partition("#")
        led = (path.parent / target).resolve() if target else path
        assert led.exists(), f"{path.name} links to {link}"
        assert led.is_relative_to(ROOT)
        if mark:
            assert mark in anchors(led), f"{path.name} links to {link}"


def test_both_readmes_have_the_same_headings():
    english, chinese = (headings(path) for path in READMES)
    assert [level for level, _text in english] == [level for level, _text in chinese]


def test_both_readmes_show_the_same_pictures_and_commands():
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    for pattern in (r'src="[^"]+"', r"^\| `[a-z_]+", r"docs/[a-z/]+\.md", r"--[a-z-]+"):
        found = [
            sorted(set(re.findall(pattern, text, re.MULTILINE))) for text in (english, chinese)
        ]
        assert found[0] == found[1]


def test_pictures_are_small():
    pictures = list((ROOT / "docs/img").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 400_000, picture.name


def test_decisions_are_numbered_in_order_and_listed():
    names = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for name in names:
        text = (DECISIONS / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {int(name[:4])}. "), name
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"], name
        assert f"({name})" in listed, name


def test_every_package_is_pinned_to_one_version():
    for path in ROOT.glob("requirements*.txt"):
        lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
        named = [line for line in lines if line]
        assert len(named) > 30
        for line in named:
            assert re.fullmatch(r"[\w.\[\]-]+==[\w.]+( ;.*)?", line), f"{path.name}: {line}"


def test_no_file_names_a_host_of_a_package_registry():
    for path in tree():
        content = path.read_bytes()
        for host in _HOSTS:
            assert host.encode() not in content, f"{path.relative_to(ROOT)} names {host}"


def test_compose_runs_the_postgresql_that_the_wheel_brings():
    from portal import embedded

    image = re.search(r"image: postgres:(\d+)", (ROOT / "docker-compose.yml").read_text())
    wheel = re.search(r"pginstall(\d+)", Path(embedded.__file__).read_text())
    assert image[1] == wheel[1] == "18"
    assert (embedded._binaries() / "initdb").exists()


def test_every_variable_of_compose_is_in_the_example():
    told = (ROOT / ".env.example").read_text() + (ROOT / "docs/operations.md").read_text()
    for variable in re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()):
        assert variable in told


def test_containers_ask_for_addresses_that_are_served():
    asked = set()
    for service in compose()["services"].values():
        words = " ".join(service.get("healthcheck", {}).get("test", []))
        asked |= set(re.findall(r"http://127\.0\.0\.1(?::\d+)?(/\w+)", words))
    asked |= set(re.findall(r"127\.0\.0\.1:8000(/\w+)", (ROOT / "Dockerfile").read_text()))

    assert asked == {"/healthz", "/readyz"}
    # Without a redirect to https, for the checks speak plain http.
    for address in asked:
        assert resolve(address)
        assert any(re.search(rule, address[1:]) for rule in settings.SECURE_REDIRECT_EXEMPT)


def test_every_container_of_the_image_runs_a_job_that_the_entrypoint_knows():
    jobs = set(re.findall(r"^  (\w+)\)", (ROOT / "docker/entrypoint").read_text(), re.MULTILINE))
    services = compose()["services"]

    assert jobs == {service["command"] for service in services.values() if "build" in service}
    assert os.access(ROOT / "docker/entrypoint", os.X_OK)


def test_one_container_migrates_before_the_others_start():
    services = compose()["services"]

    for name in ("web", "worker", "beat"):
        waits_for = services[name]["depends_on"]["prepare"]["condition"]
        assert waits_for == "service_completed_successfully", name
    migrating = (ROOT / "docker/entrypoint").read_text().split("manage.py migrate")
    assert len(migrating) == 2
    assert "prepare)" in migrating[0]
    assert "web)" in migrating[1]


def test_volumes_of_compose_are_named_and_shared():
    file = compose()
    services = file["services"]

    def mounted(name: str) -> dict[str, str]:
        return dict(volume.split(":")[:2] for volume in services[name]["volumes"])

    for name in services:
        for source in mounted(name) if "volumes" in services[name] else ():
            assert source in file["volumes"] or (ROOT / source).exists(), f"{name}: {source}"
    # Web seals a sheet, the worker reads it.
    assert mounted("web") == mounted("worker")
    assert mounted("nginx")["static"] == mounted("web")["static"]
    assert f"alias {mounted('nginx')['static']}/;" in nginx_conf()


def test_nginx_lets_the_largest_sheet_pass():
    size, unit = re.search(r"client_max_body_size (\d+)([kmg]);", nginx_conf()).groups()

    # The rest of the form takes some room too.
    assert int(size) * _UNITS[unit] >= settings.INTAKE_MAX_FILE_BYTES + 2**20


def test_nginx_knows_every_variable_of_its_template_and_logs_no_visitor():
    told = compose()["services"]["nginx"]

    assert set(re.findall(r"\$\{(\w+)\}", nginx_conf())) <= set(told["environment"])
    assert any(volume.split(":")[1].endswith(".template") for volume in told["volumes"])
    assert "access_log off;" in nginx_conf()
    assert re.search(r"error_log \S+ crit;", nginx_conf())


def test_files_that_nginx_sends_itself_carry_the_same_safe_headers():
    """A location with a header of its own inherits none."""
    own = [part for part in nginx_conf().split("    location ")[1:] if "proxy_pass" not in part]
    assert len(own) == 4
    for part in own:
        assert "add_header X-Content-Type-Options nosniff always;" in part
        assert "add_header Strict-Transport-Security $hsts always;" in part
    portal = f'"max-age={31_536_000}; includeSubDomains; preload"'
    assert f"https {portal};" in nginx_conf()


def test_nginx_may_read_static_files():
    # Django writes them with FILE_UPLOAD_PERMISSIONS, for the portal's user alone.
    prepare = (ROOT / "docker/entrypoint").read_text().partition("collectstatic")[2]

    assert 'chmod -R a+rX "$PORTAL_STATIC_ROOT"' in prepare.partition(";;")[0]


def test_secrets_stay_out_of_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()

    assert {".env", "var", ".git"} <= set(ignored)


def test_the_example_has_a_line_for_everything_that_production_refuses_to_miss():
    lines = (ROOT / ".env.example").read_text()
    given = set(re.findall(r"^([A-Z_]+)=", lines, re.MULTILINE))
    given |= set(compose()["services"]["web"]["environment"])
    code = (ROOT / "portal/settings.py").read_text()

    needed = set(re.findall(r"\b(?:secret|required)\(\s*\"([A-Z_]+)\"", code))
    assert needed
    assert needed <= given


def test_the_readme_names_every_app():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    apps = set(config["tool"]["importlinter"]["root_packages"])
    for path in READMES:
        rows = set(re.findall(r"^\| `([a-z]+)` \|", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert apps <= rows, path.name


def test_the_demo_logins_of_the_readme_are_those_of_the_city():
    from seeding.staff import PASSWORD

    for path in READMES:
        assert PASSWORD in path.read_text(encoding="utf-8")


def test_addresses_in_the_readme_are_served():
    for path in READMES:
        for address in re.findall(r"127\.0\.0\.1:8000(/[a-z/]*)", path.read_text(encoding="utf-8")):
            assert resolve(address)
        for address in re.findall(r"`(/[a-z0-9/]+)`", path.read_text(encoding="utf-8")):
            assert resolve(address)


@pytest.mark.django_db
def test_the_answer_in_the_readme_has_the_fields_of_import_sheet():
    from intake.models import Batch
    from intake.selectors import summary

    for path in READMES:
        block = re.search(r"```json\n(.+?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        example = json.loads(block[1])
        assert list(example) == list(summary(Batch(pk=0)))
        assert set(example["problems"][0]) == {"sheet", "row", "column", "code", "message"}


def test_the_sample_sheets_are_as_the_readme_says():
    from funds.uploads import PaymentSheet
    from intake.reading.read import read_sheet
    from matching.uploads import DeathSheet
    from villages.uploads import LedgerSheet

    def faults(name: str, kind) -> list[tuple]:
        reading = read_sheet((ROOT / "docs/samples" / name).read_bytes(), name, kind.fields)
        assert not reading.unmapped
        return [(p.row, p.column, p.code) for p in reading.problems if p.severity == "error"]

    # The unknown village comes to light only beside the divisions.
    assert faults("roster-with-two-errors.xlsx", PaymentSheet) == [(6, "F", "id-check-digit")]
    assert faults("roster-mended.xlsx", PaymentSheet) == []
    assert faults("deaths.csv", DeathSheet) == []
    assert faults("village-ledger.xlsx", LedgerSheet) == []
