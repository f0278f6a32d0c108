"""Reading and writing whole files: every write is all or nothing, every fault names its file.

`write` is for what the tool alone makes, `replace` for what people save, too. docs/files.md tells
which is used for what, and what could still go wrong.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import InputError

_TEMPORARY = re.compile(r"\.(?P<name>.+)\.(?P<token>\w{8})\.polyclinic")
"""What temporary files are called: the name of the file they are for, and mkstemp's token."""

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
"""From Linux's <fcntl.h> and <linux/fs.h>."""


def read(path: Path) -> bytes:
    """The file's bytes; InputError when it is missing, a folder, or not readable."""
    with _naming(path, "cannot read this file"):
        return path.read_bytes()


def look(path: Path) -> bytes | None:
    """The file's bytes, None where there is no file; InputError when it cannot be read."""
    with _naming(path, "cannot read this file"):
        return _content(path)


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


def write(path: Path, content: bytes) -> bool:
    """Make the file hold `content`; False, and not a byte touched, when it does already.

    For what is ours alone: whatever the file holds is replaced. Temporary file in the same folder,
    fsync, rename: a crash leaves the old file or the new one. A link stays one: what it leads to is
    written.
    """
    with _naming(path, "cannot write this file"):
        if _content(path) == content:
            return False
        path = _behind(path)
        with _temporary(path, content) as new:
            new.replace(path)
    return True


# ── files that others write, too ──────────────────────────────────────────────────────────────────


class Changed(InputError):
    """Somebody else saved the file, and it holds what they saved: begin again from that.

    `kept` is where something of theirs lies that the file does not hold, if there is such.
    """

    def __init__(self, path: str, kept: str = "") -> None:
        then = f"what they saved is kept at {kept}; `polyclinic receive` takes it over"
        super().__init__(
            f"somebody saved this file while it was written; {then if kept else 'run it again'}",
            path,
        )
        self.kept = kept

    def __reduce__(self) -> tuple[type[Changed], tuple[str, str]]:  # type: ignore[override]
        return type(self), (self.path, self.kept)


def replace(path: Path, content: bytes, over: bytes | None, aside: Path) -> bool:
    """Make the file hold `content` where it holds `over` (None: where there is no file).

    False, and not a byte touched, when it does already. Changed when somebody saved it, removed it
    or is about to save it, at any moment up to the return.

    Nothing of theirs is lost, since nothing is removed before it was looked at:

    1. `content` goes to the disk under a temporary name, and gets a second name in the folder
       `aside`.
    2. That name and `path` change places at once: whatever `path` held is now in `aside`.
    3. If that is `over`, and nobody has it open for writing, all it said is known: it is removed.
    4. Otherwise the names change places again: `path` holds theirs, as if we had never been here.
       If what came back is not ours, somebody saved over ours in between. It stays in `aside`
       and `Changed` says where.

    A crash leaves the old file or the new one, and what was displaced in `aside`; `sweep` tells.
    Where names cannot change places, what `path` holds is linked to `aside`, or copied, before
    the rename; docs/files.md says what gap is left there. As in `write`, a link stays one.
    """
    with _naming(path, "cannot write this file"):
        if _content(path) != over:
            raise Changed(str(path))
        if content == over:
            return False
        path = _behind(path)
        with _temporary(path, content) as new:
            if over is None:
                _place(new, path)
            else:
                _exchange(new, path, content, over, _beside(aside, path, new))
    return True


def sweep(folders: Iterable[Path], aside: Path) -> Iterator[tuple[Path, Path]]:
    """Remove what killed processes left below `folders`; a file that somebody writes now stays.

    Gives (path, kept) where one was killed after it replaced `path` and before it looked at what
    it had displaced: that is `kept`, below `aside`, and stays.
    """
    for left in [path for folder in folders for path in sorted(folder.rglob(".*.polyclinic"))]:
        if found := _TEMPORARY.fullmatch(left.name):
            with contextlib.suppress(OSError):  # held by who writes it, or gone
                yield from ((left.with_name(found["name"]), k) for k in _left(left, found, aside))


def _left(left: Path, found: re.Match[str], aside: Path) -> Iterator[Path]:
    """Remove one temporary file; what it displaced, if its process never looked at that."""
    with left.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for kept in aside.rglob(f"*.{found['token']}*"):
            if kept.samefile(left):  # it was to be swapped in, or came back
                kept.unlink()
            else:
                yield kept
        left.unlink()


def _exchange(new: Path, path: Path, content: bytes, over: bytes, spare: Path) -> None:
    """Steps 2 to 4 of `replace`; `new` holds `content`."""
    try:
        if not _swapped_in(new, path, spare):
            return _rename_over(new, path, over, spare)
    except FileNotFoundError:
        raise Changed(str(path)) from None
    if _rests(spare, over):
        spare.unlink()
        return None
    with contextlib.suppress(OSError):  # ours is gone already: then theirs stays aside
        _swap(spare, path)
        if _rests(spare, content):
            spare.unlink()
            raise Changed(str(path))
    raise Changed(str(path), str(spare))


def _swapped_in(new: Path, path: Path, spare: Path) -> bool:
    """Put `new` at `path` and what is there at `spare`, in one step; False where that cannot be."""
    try:
        spare.hardlink_to(new)
        _swap(spare, path)
    except OSError:  # no links, another file system, or no exchange; or nothing at `path`
        spare.unlink(missing_ok=True)
        return False
    return True


def _rename_over(new: Path, path: Path, over: bytes, spare: Path) -> None:
    """The same in two steps: what is saved between them, by a rename, is lost."""
    try:
        spare.hardlink_to(path)
    except OSError:  # no links here; or nothing at `path`, which the copy will meet, too
        shutil.copy2(path, spare)
    new.replace(path)
    if spare.read_bytes() != over:
        raise Changed(str(path), str(spare))
    spare.unlink()


def _swap(one: Path, other: Path) -> None:
    """Let two files change names in one step; OSError where that is not possible.

    renameat2(2) with RENAME_EXCHANGE: Linux 3.15, glibc 2.28, the usual local file systems.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    names = os.fsencode(one), os.fsencode(other)
    if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _rests(path: Path, content: bytes) -> bool:
    """Whether a file holds `content`, and nobody has it open to write something else."""
    with path.open("rb") as file:
        return not _open_for_writing(file) and file.read() == content


def _open_for_writing(file: BinaryIO) -> bool:
    """Whether somebody has the file open for writing; False where the system does not tell.

    Linux gives its owner a read lease only when nobody has: fcntl(2), F_SETLEASE.
    """
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except (OSError, AttributeError):  # not ours, not on this file system; not on this system
        pass
    return False


def _place(new: Path, path: Path) -> None:
    """Give `new` the name `path` where nothing has it; a link does not overwrite, a rename does."""
    try:
        path.hardlink_to(new)
    except FileExistsError:
        raise Changed(str(path)) from None
    except OSError:  # a file system without links
        if path.exists():
            raise Changed(str(path)) from None
        new.replace(path)


# ── what both need ────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """A file in the folder of `path` with `content`, on the disk; gone afterwards.

    Held by a lock, which ends with the process: `sweep` leaves it alone until then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new, held = _claimed(path)
    with held:
        try:
            with new.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            new.chmod(_mode(path))
            yield new
        finally:
            new.unlink(missing_ok=True)


def _claimed(path: Path) -> tuple[Path, BinaryIO]:
    """A new file `.NAME.TOKEN.polyclinic`, and what holds it."""
    while True:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=".polyclinic", dir=path.parent
        )
        held = os.fdopen(os.open(name, os.O_RDONLY), "rb")
        os.close(handle)
        with contextlib.suppress(OSError):  # no locks here: then nothing is swept, either
            fcntl.flock(held, fcntl.LOCK_SH)
        if os.fstat(held.fileno()).st_nlink:
            return Path(name), held
        held.close()  # swept before it was held


def _beside(aside: Path, path: Path, new: Path) -> Path:
    """The name of `path` in the folder `aside`, made its own by the token of `new`."""
    with _naming(aside, "cannot keep files in this folder"):
        aside.mkdir(parents=True, exist_ok=True)
    return aside / f"{path.stem}{Path(new.stem).suffix}{path.suffix}"


def _behind(path: Path) -> Path:
    """The file that a symbolic link leads to; a rename over the link would leave it as it was."""
    return Path(os.path.realpath(path))


def _content(path: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    return None


@contextlib.contextmanager
def _naming(path: Path, fault: str) -> Iterator[None]:
    """An OSError as an InputError that names `path`."""
    try:
        yield
    except OSError as reason:
        raise InputError(f"{fault}: {_reason(reason)}", str(path)) from None


@contextlib.contextmanager
def locked(
    folder: Path, name: str = "", on_wait: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Hold a folder: whoever else asks for the same one waits, in this process or another.

    With a `name`, the file of that name in it stands for it, made where there is none: network
    file systems lock files only. `on_wait()` when somebody else has it.
    """
    with _naming(folder, "cannot lock this folder"):
        folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT if name else os.O_RDONLY
        handle = os.open(folder / name, flags, 0o666)
    try:
        with _naming(folder, "cannot lock this folder"):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def remove(path: Path) -> bool:
    """Remove the file; False when it was not there."""
    with _naming(path, "cannot remove this file"):
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
    return True


def _mode(path: Path) -> int:
    """The old file's permissions, or what the umask gives a new one (mkstemp gives 0600)."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()
