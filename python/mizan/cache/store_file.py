"""
One file of SQLite that several processes and threads share, that may be lost at any moment, and that is made
anew when it is (SPEC.md, CACHE-11).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TypeVar

from mizan.cache.fork_gate import ForkGate
from mizan.generated.cache_tables import CACHE_TABLES

Result = TypeVar("Result")
Step = Callable[[sqlite3.Connection], Result]

_APPLICATION_ID = 0x4D495A43
"""Four letters of ours, so that nobody else's database is ever touched."""
_LAYOUT = 1
_MAX_IDLE = 8
_OPEN_TRIES = 5
_WAL_BYTES = 16 * 1024 * 1024
_CACHE_KIB = 8192
_BUSY = (5, 6)
_CORRUPT = (11, 26)
_PLAIN = 0xFF
"""Extended codes carry the plain one in their lowest byte."""


def _read_boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


BOOT_ID = _read_boot_id()
"""Of this boot of the machine; empty where the platform does not tell."""


class StoreFile:
    """
    Connections belong to the file that stands there now, and to this process: a forked one opens its own.
    """

    def __init__(self, path: str | os.PathLike[str], busy_timeout_ms: int) -> None:
        """Raises ValueError where the path can never hold such a file."""
        self._path = Path(path).absolute()
        if not self._path.parent.is_dir():
            raise ValueError(f"there is no folder {self._path.parent}")
        self._busy_timeout_ms = busy_timeout_ms
        self._begin()
        self._gate = ForkGate(self.close, self._begin)
        try:
            with self._connection():
                pass
        except sqlite3.Error:
            # A full disk or a busy file is over one day.
            return

    def use(self, step: Step[Result]) -> Result:
        """Runs a step on the file as it is now: another process may have put a new one in its place."""
        try:
            with self._connection() as connection:
                return step(connection)
        except sqlite3.Error as error:
            if is_corrupt(error):
                self._set_aside()
            raise

    def write(self, step: Step[Result]) -> Result:
        """The step in a transaction that no other writer is beside."""
        return self.use(lambda connection: _in_transaction(connection, step))

    def remove(self) -> None:
        """Removes the file with everything in it: every process makes a new one of another epoch."""
        self.close()
        for end in ("-shm", "-wal", ""):
            Path(f"{self._path}{end}").unlink(missing_ok=True)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _begin(self) -> None:
        """
        In a forked process. Where the fork did not wait, the connections of its parent must be neither used
        nor closed: they are kept, out of reach of the garbage collector.
        """
        _PARENTS.extend(getattr(self, "_idle", ()))
        self._lock = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._inode: tuple[int, int] | None = None

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        with self._gate.inside(), self._borrowed() as connection:
            yield connection

    @contextmanager
    def _borrowed(self) -> Generator[sqlite3.Connection]:
        connection, inode = self._take()
        is_sound = False
        try:
            yield connection
            is_sound = True
        except sqlite3.Error as error:
            is_sound = is_busy(error)
            raise
        finally:
            with self._lock:
                is_kept = is_sound and inode == self._inode and len(self._idle) < _MAX_IDLE
                if is_kept:
                    self._idle.append(connection)
            if not is_kept:
                connection.close()

    def _take(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        inode = _inode_of(self._path)
        with self._lock:
            if inode is not None and inode == self._inode and self._idle:
                return self._idle.pop(), inode
        if inode != self._inode:
            self.close()
        try:
            return self._open()
        except sqlite3.Error as error:
            if not is_corrupt(error):
                raise
            self._set_aside()
            return self._open()

    def _open(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        for _ in range(_OPEN_TRIES):
            _create_if_absent(self._path)
            before = _inode_of(self._path)
            connection = sqlite3.connect(
                self._path,
                timeout=self._busy_timeout_ms / 1000,
                isolation_level=None,
                check_same_thread=False,
            )
            # Replaced in between: which of both was opened is unknown.
            if before is None or before != _inode_of(self._path):
                connection.close()
                continue
            try:
                self._set_up(connection)
            except BaseException:
                connection.close()
                raise
            with self._lock:
                self._inode = before
            return connection, before
        raise OSError(f"{self._path} is replaced again and again")

    def _set_up(self, connection: sqlite3.Connection) -> None:
        is_empty = not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        if not is_empty and pragma_of(connection, "application_id") != _APPLICATION_ID:
            raise ValueError(f"{self._path} is the database of something else")
        # Without a boot id nobody can tell whether the last writes reached the disk: each then waits for it.
        synchronous = "NORMAL" if BOOT_ID else "FULL"
        for text in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            f"journal_size_limit = {_WAL_BYTES}",
            f"cache_size = -{_CACHE_KIB}",
        ):
            connection.execute(f"PRAGMA {text}")
        if not is_empty and pragma_of(connection, "user_version") != _LAYOUT:
            raise _LayoutError
        if not is_empty and _has_epoch(connection):
            return
        _in_transaction(connection, _prepare)

    def _set_aside(self) -> None:
        """What cannot be read goes out of the way, and is kept for who wants to look: PATH.corrupt."""
        is_ours = self._inode is None or self._inode == _inode_of(self._path)
        self.close()
        if not is_ours:
            return
        with self._lock:
            self._inode = None
        for end in ("-shm", "-wal"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)
        if self._path.exists():
            self._path.replace(f"{self._path}.corrupt")


def is_busy(error: Exception) -> bool:
    """Another process writes, and did for as long as we wait."""
    return _code_of(error) in _BUSY


def is_corrupt(error: Exception) -> bool:
    """What the file holds cannot be read."""
    return isinstance(error, _LayoutError) or _code_of(error) in _CORRUPT


def pragma_of(connection: sqlite3.Connection, name: str) -> int:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


class _LayoutError(sqlite3.DatabaseError):
    """For us a file of another layout is as good as one that cannot be read."""


_PARENTS: list[sqlite3.Connection] = []


def _code_of(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & _PLAIN if isinstance(code, int) else None


def _in_transaction(connection: sqlite3.Connection, step: Step[Result]) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = step(connection)
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back already after some errors, a full disk among them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _has_epoch(connection: sqlite3.Connection) -> bool:
    """
    What was written before the machine last stopped may be lost: versions of then are none (CACHE-11).
    """
    return _facts_of(connection).get("boot") == BOOT_ID and "epoch" in _facts_of(connection)


def _facts_of(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, value FROM mizan_store").fetchall())


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    for statement in CACHE_TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)
    if not _has_epoch(connection):
        put = "INSERT OR REPLACE INTO mizan_store (name, value) VALUES (?, ?)"
        connection.execute(put, ("epoch", token_hex(8)))
        connection.execute(put, ("boot", BOOT_ID))


def _create_if_absent(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return


def _inode_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
