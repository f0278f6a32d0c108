"""What can go wrong, as one tree. A message is one sentence a translator or a nurse can act on.

    PolyclinicError            exit code 2 unless a branch says otherwise
    ├── InputError             a file, setting or argument cannot be used; names file and line
    │   └── files.Changed      somebody else saved the file meanwhile; nothing of theirs is lost
    ├── EngineUnavailable      a translation engine is not there; the next of the chain is tried
    ├── Refused                a handout or an approval that must not be made (exit code 1)
    └── Internal               a fault of the tool's own (exit code 70)

`cli.main` is the one place where an error becomes an exit code.
"""

from __future__ import annotations

import traceback


class PolyclinicError(Exception):
    """Something the user can act on; `str()` of it is the sentence to print."""

    exit_code = 2


class InputError(PolyclinicError):
    """A file, a setting or an argument that cannot be used as it is.

    `path` and `line` (1-based) say where, and lead the message as `path:line: `.
    """

    def __init__(self, message: str, path: str = "", line: int = 0) -> None:
        where = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(where + message)
        self.path, self.line, self.message = path, line, message

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, int]]:
        """Cross a process boundary whole: jobs run in a pool."""
        return type(self), (self.message, self.path, self.line)


class EngineUnavailable(PolyclinicError):
    """An engine that cannot work here and now; the message says why and what would help."""


class Refused(PolyclinicError):
    """A thing that must not be made: an unreviewed final, an approval without a second person."""

    exit_code = 1


class Internal(PolyclinicError):
    """A fault of the tool's own, whatever it was; `trace` is its traceback.

    Both are text: what was raised in another process need not survive the way back.
    """

    exit_code = 70

    def __init__(self, message: str, trace: str) -> None:
        super().__init__(message, trace)
        self.message, self.trace = message, trace

    def __str__(self) -> str:
        return self.message


def internal(fault: Exception, where: str = "") -> Internal:
    """`fault` as an internal error; `where` leads its sentence."""
    place = f"{where}: " if where else ""
    trace = "".join(traceback.format_exception(fault))
    return Internal(f"{place}internal error ({type(fault).__name__}: {fault})", trace)
