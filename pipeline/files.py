"""Reading and writing whole files: every write is all or nothing, every fault names its file."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError


def read(path: Path) -> bytes:
    """The file's bytes; InputError when it is missing, a folder, or not readable."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise InputError(f"cannot read this file: {_reason(fault)}", str(path)) from None


def read_text(path: Path) -> str:
    """The file as UTF-8 text without a byte order mark; InputError when it is something else."""
    return decode(read(path), str(path))


def decode(content: bytes, path: str) -> str:
    """`content` as UTF-8 text without a byte order mark; InputError names the first faulty line.

    >>> decode(b"\\xef\\xbb\\xbfna\\xc3\\xafve", "a.md")
    'naïve'
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise InputError("this is not UTF-8 text; save it as UTF-8", path, line) from None


ANY = object()
"""For `write`: whatever the file holds may be replaced."""


def write(path: Path, content: bytes, over: object = ANY) -> bool:
    """Make the file hold `content`; False, and not a byte touched, when it does already.

    Temporary file in the same folder, fsync, rename: a crash leaves the old file or the new one.
    With `over` (bytes, or None for no file), InputError when the file holds something else by
    then: what somebody saved meanwhile is not overwritten. Between that last look and the rename
    lie some microseconds; no file system offers to close them.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(_mode(path))
            if over is not ANY and over != (path.read_bytes() if path.exists() else None):
                raise InputError("somebody saved this file meanwhile; run it again", str(path))
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as fault:
        raise InputError(f"cannot write this file: {_reason(fault)}", str(path)) from None
    return True


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder: whoever else asks for the same one waits, in this process or another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as fault:
        raise InputError(f"cannot use this folder: {_reason(fault)}", str(folder)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def remove(path: Path) -> bool:
    """Remove the file; False when it was not there."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as fault:
        raise InputError(f"cannot remove this file: {_reason(fault)}", str(path)) from None
    return True


def _mode(path: Path) -> int:
    """The old file's permissions, or what the umask gives a new one (mkstemp gives 0600)."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()
