"""Signatures over approvals: that a person's key made them, told by OpenSSH.

sign       message + private key                       → armoured signature (PROTOCOL.sshsig)
verified   message + signature + mail + who may sign   → whether it is that person's

The work is done by `ssh-keygen -Y`: people have it, and have keys for it, in a file, in the agent
or on a security key. Who may sign stands in the project's file `allowed_signers` (ssh-keygen(1),
ALLOWED SIGNERS). Whoever can write that file decides who is believed, and nothing here can tell:
the file is guarded by review, not by a signature.
"""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pipeline.errors import InputError

NAMESPACE = "polyclinic"
"""What the signatures are for; one that was made for git or a mail counts for nothing here."""

ALLOWED_SIGNERS = "allowed_signers"
"""Name of the project's file of who may sign with which key."""

PATIENCE = 120.0
"""Seconds for one run of ssh-keygen: a person may have to type a passphrase or touch a key."""

LONGEST = 1 << 16
"""Characters of the longest signature looked at; RSA with 16384 bits and a certificate: 10,000."""

# No sign of a pattern, though the identity is taken literally; the length is RFC 5321's, 4.5.3.1.3.
_MAIL = re.compile(r"(?:(?![*?!,])[!-~]){1,254}")

# A signature by a key that was thrown away. To look for its signer, ssh-keygen reads every line.
_NOBODY = b"""\
-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg64Q6d7si7FNQcEV493xi6xfJFK
mwtwe8hReS6wC4uW4AAAAKcG9seWNsaW5pYwAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gt
ZWQyNTUxOQAAAECOsKI1RvmdugRqFFlRiNcdoewMBlmnE0rJE7Yh7URbhUoiPrPgZUoLrG
BtNT4BHXIMYXMYHMOHptMEmE2+p+IN
-----END SSH SIGNATURE-----
"""

_BROKEN_LINE = re.compile(rf"^{ALLOWED_SIGNERS}:(\d+): (.*)", re.MULTILINE)

# What ssh-keygen says, and what a person can do about it; the first that is found counts.
_REASONS = {
    "incorrect passphrase": "the passphrase of this key was wrong or could not be asked for; "
    "sign in a terminal, or give the key to the agent first with `ssh-add`",
    "are too open": "others can read this private key, so it is not used; take that right away "
    "with `chmod 600`",
    "No private key found": "the private half of this key is neither beside it nor in the agent; "
    "add it there with `ssh-add`, or name the private key",
    "Couldn't load public key": "this is no SSH key, or its public half (.pub) is missing",
}


def sign(message: bytes, key: Path) -> str:
    """The armoured signature over `message` in the namespace, ending in a line feed.

    `key` is a private key, or a public one whose private half lies beside it or is in the agent. A
    passphrase is asked for on the terminal by ssh-keygen itself, and never where there is none.
    InputError says what to do when the key is missing, unreadable, locked or refused.
    """
    _look_at(key)
    with _folder(message=message) as folder:
        made = _ssh_keygen(folder, "sign", "-f", str(key.absolute()), "-n", NAMESPACE, "message")
        if made.returncode:
            raise InputError(_reason(made.stderr), str(key))
        return (folder / "message.sig").read_text("ascii")


@lru_cache(maxsize=4096)
def verified(message: bytes, signature: str, mail: str, signers: bytes, when: str) -> bool:
    """Whether `signers` lists a key for `mail` that was valid at `when` and made the signature.

    `signers` are the bytes of `allowed_signers`, `when` is UTC, as in `2026-03-01T12:00:00Z`; a day
    in `signers` without a zone is UTC as well, so that all machines judge alike. `mail` is taken
    letter for letter, principals in `signers` are patterns. Nonsense in an argument makes it False;
    InputError only for a broken line in `signers`, or where ssh-keygen does not run.
    """
    listed = _lines(signers)
    _sound(listed)
    at = _timestamp(when)
    sane = signature.isascii() and len(signature) <= LONGEST and _MAIL.fullmatch(mail)
    if not at or not sane:
        return False
    with _folder(signature=signature.encode(), allowed_signers=listed) as folder:
        who = ("-f", ALLOWED_SIGNERS, "-I", mail, "-n", NAMESPACE)
        what = ("-s", "signature", "-O", f"verify-time={at}")
        answer = _ssh_keygen(folder, "verify", *who, *what, stdin=message)
    if answer.returncode and "Could not verify signature" not in answer.stdout:
        raise InputError(f"ssh-keygen could not look at a signature: {_last(answer.stderr)}")
    return answer.returncode == 0


# ── who may sign ──────────────────────────────────────────────────────────────────────────────────


def _lines(signers: bytes) -> bytes:
    """The same lines as ssh-keygen wants them: no byte order mark, no white space at their ends.

    An empty one becomes a comment: its manual allows both, but version 9.2 misses a key there.
    """
    lines = signers.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return b"".join((line.strip() or b"#") + b"\n" for line in lines)


@lru_cache(maxsize=16)
def _sound(signers: bytes) -> None:
    """InputError for the first line that ssh-keygen cannot read; `verify` would pass it over."""
    with _folder(signature=_NOBODY, allowed_signers=signers) as folder:
        files = ("-s", "signature", "-f", ALLOWED_SIGNERS)
        said = _ssh_keygen(folder, "find-principals", *files).stderr
    if broken := _BROKEN_LINE.search(said):
        message = f"this line does not say who may sign (MAIL KEYTYPE KEY): {broken[2].strip()}"
        raise InputError(message, ALLOWED_SIGNERS, int(broken[1]))


def _timestamp(when: str) -> str:
    """`when` as ssh-keygen takes it, without the Z that versions before 9.1 do not know.

    Empty unless `when` is written out in full: `26-3-1` must not come to be read as 2603.
    """
    form = "%Y-%m-%dT%H:%M:%SZ"
    try:
        at = datetime.strptime(when, form)
    except ValueError:
        return ""
    return at.strftime("%Y%m%d%H%M%S") if at.strftime(form) == when else ""


# ── ssh-keygen ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _folder(**contents: bytes) -> Iterator[Path]:
    """A private folder with these files, gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix="polyclinic-") as name:
            for file, content in contents.items():
                Path(name, file).write_bytes(content)
            yield Path(name)
    except OSError as fault:
        raise InputError(f"cannot write temporary files: {fault.strerror or fault}") from None


def _ssh_keygen(
    folder: Path, action: str, *arguments: str, stdin: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """One run in `folder`; InputError when it cannot start or does not end."""
    command = ["ssh-keygen", "-Y", action, *arguments]
    # Passphrases: on the terminal, unless the person's own settings ask for a window.
    env = {"SSH_ASKPASS_REQUIRE": "never", **os.environ, "TZ": "UTC0"}
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=pipe, stdout=pipe, stderr=pipe
        )
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        message = f"signatures need ssh-keygen, which does not run here: {reason}; install OpenSSH"
        raise InputError(f"{message} (apt package openssh-client)") from None
    with process:
        try:
            out, err = process.communicate(stdin, PATIENCE)
        except subprocess.TimeoutExpired:
            process.terminate()  # not kill: it gives the terminal its echo back
            raise InputError(f"ssh-keygen gave no answer within {PATIENCE:g} s") from None
    said = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
    return subprocess.CompletedProcess(command, process.returncode, *said)


def _look_at(key: Path) -> None:
    try:
        key.open("rb").close()
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise InputError(f"cannot read this key: {reason.lower()}", str(key)) from None


def _reason(said: str) -> str:
    known = (advice for words, advice in _REASONS.items() if words in said)
    return next(known, f"this key did not sign: {_last(said)}")


def _last(said: str) -> str:
    return (said.strip().splitlines() or ["no reason given"])[-1]
