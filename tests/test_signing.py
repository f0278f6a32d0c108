"""Signed and verified by the real OpenSSH, with keys that live as long as a test run."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import signing
from pipeline.errors import InputError
from pipeline.signing import NAMESPACE, sign, verified

ROOT = Path(__file__).parents[1]
MAIL = "ana@example.org"
WHEN = "2026-03-01T12:00:00Z"
MESSAGE = b'{"event":"approved","slug":"upper-back-pain"}'

SIGN = f"""
import sys
from pathlib import Path
from pipeline.errors import InputError
from pipeline.signing import sign
try:
    sys.stdout.write(sign({MESSAGE!r}, Path(sys.argv[1])))
except InputError as fault:
    sys.exit(str(fault))
"""
"""A program of its own, where a test needs a session with another terminal, or none."""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of keys: ana, bob, eva (ECDSA), and one whose passphrase is `secret`."""
    folder = tmp_path_factory.mktemp("keys")
    for name, kind, passphrase in [
        ("ana", "ed25519", ""),
        ("bob", "ed25519", ""),
        ("eva", "ecdsa", ""),
        ("locked", "ed25519", "secret"),
    ]:
        make = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "", "-f"]
        subprocess.run([*make, folder / name], check=True)
    return folder


@pytest.fixture(scope="module")
def signature(keys: Path) -> str:
    """Ana's signature over MESSAGE."""
    return sign(MESSAGE, keys / "ana")


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> None:
    verified.cache_clear()
    signing._sound.cache_clear()


def line(keys: Path, name: str = "ana", who: str = MAIL, options: str = "") -> bytes:
    """A line of `allowed_signers`."""
    public = (keys / f"{name}.pub").read_text().strip()
    return " ".join(filter(None, [who, options, public])).encode() + b"\n"


def program(folder: Path, script: str) -> None:
    """Something else that is called ssh-keygen."""
    path = folder / "ssh-keygen"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


# ── who signed what ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["ana", "eva"])
@pytest.mark.parametrize("message", [b"", MESSAGE, b"\x00\r\n\xff" * 9999])
def test_what_was_signed_is_verified(keys: Path, name: str, message: bytes) -> None:
    made = sign(message, keys / name)
    assert verified(message, made, MAIL, line(keys, name), WHEN)
    assert not verified(message + b"\n", made, MAIL, line(keys, name), WHEN)


def test_the_public_key_names_the_private_one_beside_it(keys: Path) -> None:
    assert verified(MESSAGE, sign(MESSAGE, keys / "ana.pub"), MAIL, line(keys), WHEN)


def test_a_key_is_named_from_where_one_stands(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(keys)
    assert verified(MESSAGE, sign(MESSAGE, Path("ana")), MAIL, line(keys), WHEN)


def test_each_part_is_bound(keys: Path, signature: str) -> None:
    ana, bob = line(keys), line(keys, "bob", "bob@example.org")
    assert verified(MESSAGE, signature, MAIL, bob + ana, WHEN)
    assert not verified(MESSAGE.replace(b"upper", b"lower"), signature, MAIL, bob + ana, WHEN)
    assert not verified(MESSAGE, signature, "bob@example.org", bob + ana, WHEN)
    assert not verified(MESSAGE, sign(MESSAGE, keys / "bob"), MAIL, bob + ana, WHEN)
    assert not verified(MESSAGE, sign(b"other", keys / "ana"), MAIL, bob + ana, WHEN)
    assert not verified(MESSAGE, signature, MAIL, line(keys, "bob"), WHEN)
    assert not verified(MESSAGE, signature, MAIL, bob, WHEN)
    assert not verified(MESSAGE, signature, MAIL, b"", WHEN)
    assert not verified(MESSAGE, signature, MAIL, b"# " + ana, WHEN)


@settings(max_examples=15)
@given(data=st.data())
def test_a_signature_with_one_letter_changed_is_none(
    keys: Path, signature: str, data: st.DataObject
) -> None:
    """Bytes 6 to 9 are left out: the format's version is not signed, and 0 passes for 1."""
    body = range(signature.index("\n") + 15, signature.rindex("\n-----"))
    at = data.draw(st.sampled_from([i for i in body if signature[i] != "\n"]))
    other = data.draw(st.sampled_from(sorted({*"AZaz09+/"} - {signature[at]})))
    changed = signature[:at] + other + signature[at + 1 :]
    assert not verified(MESSAGE, changed, MAIL, line(keys), WHEN)


def test_one_person_may_have_many_keys(keys: Path) -> None:
    signers = line(keys, "bob") + line(keys) + line(keys, "eva")
    for name in ("ana", "bob", "eva"):
        assert verified(MESSAGE, sign(MESSAGE, keys / name), MAIL, signers, WHEN)


def test_a_signature_for_another_purpose_counts_for_nothing(keys: Path, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(MESSAGE)
    made = {}
    for namespace in ("git", "file", NAMESPACE):
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f"]
        subprocess.run([*command, keys / "ana", tmp_path / "m"], check=True)
        made[namespace] = (tmp_path / "m.sig").read_text()
        (tmp_path / "m.sig").unlink()
    counts = {name: verified(MESSAGE, s, MAIL, line(keys), WHEN) for name, s in made.items()}
    assert counts == {"git": False, "file": False, NAMESPACE: True}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ('namespaces="git"', False),
        ('namespaces="git,polyclinic"', True),
        ('namespaces="poly*"', True),
        ("cert-authority", False),
        ('valid-before="20260301Z"', False),
        ('valid-before="20260301115959Z"', False),
        ('valid-before="20260301120001Z"', True),
        ('valid-after="20260301120001Z"', False),
        ('valid-after="20260301115959Z"', True),
        ('valid-after="20260301Z",valid-before="20260302Z"', True),
        ('valid-after="20250301Z",valid-before="20250302Z"', False),
        ('namespaces="git",valid-after="20260301Z"', False),
    ],
)
def test_a_line_may_restrict_its_key(
    keys: Path, signature: str, options: str, expected: bool
) -> None:
    assert verified(MESSAGE, signature, MAIL, line(keys, options=options), WHEN) is expected


@pytest.mark.parametrize("zone", ["UTC", "NZST-12", "HST10"])
@pytest.mark.parametrize("end", ["", "Z"])
def test_a_time_is_the_same_everywhere(
    keys: Path, signature: str, monkeypatch: pytest.MonkeyPatch, zone: str, end: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    for time, expected in [("20260301115959", False), ("20260301120001", True)]:
        signers = line(keys, options=f'valid-before="{time}{end}"')
        assert verified(MESSAGE, signature, MAIL, signers, WHEN) is expected


@pytest.mark.parametrize(
    "when",
    [
        "",
        "2026-03-01",
        "2026-03-01T12:00:00",
        "2026-03-01T12:00:00+01:00",
        "2026-02-30T12:00:00Z",
        "2026-03-01T12:00:00Z\n",
        "1970-01-01T00:00:00Z",  # 0 would be "now" to ssh-keygen
        "0026-03-01T12:00:00Z",
        "2026-3-1T1:1:1Z",
        "٢٠٢٦-03-01T12:00:00Z",
        "20260301120000Z",
        "now",
        "2026-03-01T12:00:00Z,print-pubkey",
        "\x00",
        "\ud800",
    ],
)
def test_at_no_time_nothing_is_valid(keys: Path, signature: str, when: str) -> None:
    assert not verified(MESSAGE, signature, MAIL, line(keys), when)


def test_an_answer_is_remembered_and_a_failure_is_not(
    keys: Path, signature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = MESSAGE, signature, MAIL, line(keys), WHEN
    with monkeypatch.context() as bare:
        bare.setenv("PATH", "/nowhere")
        with pytest.raises(InputError):
            verified(*asked)
    assert verified(*asked)
    monkeypatch.setenv("PATH", "/nowhere")
    assert verified(*asked)


# ── who may sign ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "mail", "expected"),
    [
        ("*@example.org", MAIL, True),
        ("*@example.com", MAIL, False),
        ("!bob@example.org,*@example.org", MAIL, True),
        ("!bob@example.org,*@example.org", "bob@example.org", False),
        ("bob@example.org,ana@example.org", MAIL, True),
        ('"bob@example.org,ana@example.org"', MAIL, True),
        ("Ana@example.org", MAIL, False),
        ("-f@example.org", "-f@example.org", True),
        ("-Overify-time=20200101", "-Overify-time=20200101", True),
    ],
)
def test_principals_are_patterns(
    keys: Path, signature: str, who: str, mail: str, expected: bool
) -> None:
    assert verified(MESSAGE, signature, mail, line(keys, who=who), WHEN) is expected


PATTERNS = ["*", "*@example.org", "an?@example.org", "!bob@example.org", f"{MAIL},bob@example.org"]
ODD = [
    "",
    " ",
    f" {MAIL}",
    f"{MAIL} ",
    f"{MAIL}\n",
    f"x\n{MAIL}",
    f"{MAIL}\x00",
    "\x00",
    "--",
    "-I",
]
ODD += [
    "-f/etc/passwd",
    f"-I{MAIL}",
    "ana",
    "@",
    "A" * 10**7,
    "ána@example.org",
    "\ud800",
    "\udcff",
]


@pytest.mark.parametrize("mail", PATTERNS + ODD)
def test_a_mail_is_neither_pattern_nor_option(keys: Path, signature: str, mail: str) -> None:
    assert not verified(MESSAGE, signature, mail, line(keys), WHEN)


@pytest.mark.parametrize("mail", PATTERNS)
def test_a_pattern_as_mail_is_not_even_its_own_principal(
    keys: Path, signature: str, mail: str
) -> None:
    signers = line(keys, who=mail) + line(keys, who="*") + line(keys)
    assert not verified(MESSAGE, signature, mail, signers, WHEN)


@pytest.mark.parametrize("mail", [*PATTERNS, "-f@example.org", f"x\n{MAIL}", f"-I{MAIL}"])
def test_to_ssh_keygen_itself_an_identity_is_literal(
    keys: Path, signature: str, monkeypatch: pytest.MonkeyPatch, mail: str
) -> None:
    """Without the first barrier the second one stands."""
    monkeypatch.setattr(signing, "_MAIL", re.compile(".*", re.DOTALL))
    assert not verified(MESSAGE, signature, mail, line(keys), WHEN)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.rstrip(b"\n"),
        lambda file: file.replace(b"\n", b"\r\n"),
        lambda file: b"\xef\xbb\xbf" + file,
        lambda file: b"# who may sign\n\n   \t\n" + file + b"\n\n",
        lambda file: (b"# who may sign\n\n" + file).replace(b"\n", b"\r\n"),
        lambda file: b"  " + file.replace(b" ", b"\t  ", 1),
        lambda file: file.rstrip() + b" Ana Lima, laptop\n",
    ],
    ids=["no end of line", "CRLF", "BOM", "comment", "CRLF comment", "white space", "remark"],
)
def test_a_list_may_be_written_by_any_editor(
    keys: Path, signature: str, change: Callable[[bytes], bytes]
) -> None:
    assert verified(MESSAGE, signature, MAIL, change(line(keys)), WHEN)


@pytest.mark.parametrize("who", [MAIL, "bob@example.org"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{who}", "missing key"),
        ("{key}", "missing key"),
        ("{who} ssh-ed25519", "missing key"),
        ("{who} ssh-ed25519 AAAA", "invalid key"),
        ("{who} ssh-nothing {data}", "invalid key"),
        ('{who} valid-before="2026-03-01" {key}', "valid-before"),
        ("{who} namespace=polyclinic {key}", "unknown key option"),
        ('{who} namespaces="git {key}', "invalid options"),
        ('"{who} {key}', "invalid line"),
    ],
)
def test_a_broken_line_is_named_whoever_is_asked_for(
    keys: Path, signature: str, who: str, broken: str, reason: str
) -> None:
    key = (keys / "bob.pub").read_text().strip()
    text = broken.format(who=who, key=key, data=key.split()[1])
    signers = b"# who may sign\n" + line(keys) + text.encode() + b"\n" + line(keys)
    with pytest.raises(InputError, match=rf"^allowed_signers:3: .*{reason}") as caught:
        verified(MESSAGE, signature, MAIL, signers, WHEN)
    assert (caught.value.path, caught.value.line) == ("allowed_signers", 3)
    assert "\n" not in str(caught.value)


# ── whatever somebody wrote into the events ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "\x00",
        lambda text: "\ud800",
        lambda text: text.replace("SSH", "PGP"),
        lambda text: text.splitlines()[0],
        lambda text: text.replace("\n", ""),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("-----END", "\x00-----END"),
        lambda text: text.replace("\n-----END", "\n" + "A" * 70 + "\n-----END"),
        lambda text: text + "\n" * signing.LONGEST,
        lambda text: text.replace("\n-----END", "\n" + "A" * 10**7 + "\n-----END"),
        lambda text: "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        lambda text: "/etc/passwd",
        lambda text: "-",
    ],
)
def test_a_hostile_signature_is_none(
    keys: Path, signature: str, change: Callable[[str], str]
) -> None:
    assert not verified(MESSAGE, change(signature), MAIL, line(keys), WHEN)


ARMOUR = "-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n"


@settings(max_examples=25)
@given(text=st.text() | st.text("AUNTWlgG0123+/=\n ").map(ARMOUR.format))
def test_no_signature_stops_the_program(keys: Path, text: str) -> None:
    assert not verified(MESSAGE, text, MAIL, line(keys), WHEN)


@settings(max_examples=25)
@given(noise=st.binary(max_size=200))
def test_no_list_vouches_by_chance_or_stops_the_program(
    keys: Path, signature: str, noise: bytes
) -> None:
    signers = noise + b"\n" + line(keys, "bob")
    with suppress(InputError):  # random bytes are hardly ever a line of the list
        assert not verified(MESSAGE, signature, MAIL, signers, WHEN)


# ── the program ───────────────────────────────────────────────────────────────────────────────────


def test_without_ssh_keygen_nothing_is_signed_or_verified(
    keys: Path, signature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(InputError, match=r"need ssh-keygen.*no such file.*openssh-client"):
        sign(MESSAGE, keys / "ana")
    with pytest.raises(InputError, match=r"need ssh-keygen.*no such file.*openssh-client"):
        verified(MESSAGE, signature, MAIL, line(keys), WHEN)


def test_a_program_that_fails_is_not_taken_for_an_answer(
    keys: Path, signature: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "echo 'No user exists for uid 4321' >&2; exit 255")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(InputError, match="No user exists for uid 4321"):
        verified(MESSAGE, signature, MAIL, line(keys), WHEN)
    with pytest.raises(InputError, match="did not sign: No user exists"):
        sign(MESSAGE, keys / "ana")


def test_a_program_that_hangs_is_ended(
    keys: Path, signature: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "exec sleep 600")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(signing, "PATIENCE", 0.2)
    with pytest.raises(InputError, match=r"no answer within 0\.2 s"):
        verified(MESSAGE, signature, MAIL, line(keys), WHEN)
    with pytest.raises(InputError, match=r"no answer within 0\.2 s"):
        sign(MESSAGE, keys / "ana")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_nothing_stays_behind(keys: Path, signature: str, temporary: Path) -> None:
    sign(MESSAGE, keys / "ana")
    verified(MESSAGE, signature, MAIL, line(keys), WHEN)
    with pytest.raises(InputError):
        verified(MESSAGE, signature, MAIL, b"broken\n", WHEN)
    assert list(temporary.iterdir()) == []


def test_nobody_else_can_look(
    keys: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "stat -c %a . >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(InputError, match=r": 700$"):
        sign(MESSAGE, keys / "ana")


def test_a_full_disk_is_said(keys: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary.rmdir()
    with pytest.raises(InputError, match="cannot write temporary files"):
        sign(MESSAGE, keys / "ana")


# ── keys that do not sign ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing", "cannot read this key: no such file"),
        ("folder", "cannot read this key: is a directory"),
        ("nul\x00", "cannot read this key: .*null byte"),
        ("-f", "cannot read this key: no such file"),
        ("empty", "no SSH key"),
        ("text", "no SSH key"),
        ("half", "no SSH key"),
        ("lonely.pub", "neither beside it nor in the agent"),
        ("open", "chmod 600"),
        ("liar", "did not sign: .*doesn't match"),
    ],
)
def test_a_key_that_cannot_sign_says_why(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    private, public = (keys / "ana").read_bytes(), (keys / "ana.pub").read_bytes()
    other = (keys / "bob").read_bytes()
    contents = {"empty": b"", "text": b"Ana Lima\n", "half": private[:99], "lonely.pub": public}
    contents |= {"open": private, "liar": other, "liar.pub": public}
    for file, content in contents.items():
        (tmp_path / file).write_bytes(content)
        (tmp_path / file).chmod(0o644 if file == "open" else 0o600)
    (tmp_path / "folder").mkdir()
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(InputError, match=reason) as caught:
        sign(MESSAGE, tmp_path / name)
    assert caught.value.path == str(tmp_path / name)
    assert "\n" not in str(caught.value)


BARE = {name: value for name, value in os.environ.items() if not name.startswith("SSH_")}
"""The environment without the settings and the agent of whoever runs the tests."""


def without_terminal(*command: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=BARE | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        start_new_session=True,
        check=False,
    )


def test_without_a_terminal_no_passphrase_is_waited_for(keys: Path) -> None:
    done = without_terminal(sys.executable, "-c", SIGN, keys / "locked")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{keys / 'locked'}: the passphrase of this key was wrong or")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("asked_for", "signs"), [({}, False), ({"REQUIRE": "force"}, True)])
def test_a_window_opens_only_where_a_person_set_it_so(
    keys: Path, tmp_path: Path, asked_for: dict[str, str], signs: bool
) -> None:
    window = tmp_path / "askpass"
    window.write_text("#!/bin/sh\necho secret\n")
    window.chmod(0o755)
    env = {"DISPLAY": ":99", "SSH_ASKPASS": str(window)}
    env |= {f"SSH_ASKPASS_{name}": value for name, value in asked_for.items()}
    done = without_terminal(sys.executable, "-c", SIGN, keys / "locked", **env)
    assert verified(MESSAGE, done.stdout, MAIL, line(keys, "locked"), WHEN) is signs


def test_the_agent_signs_for_a_public_key(keys: Path, tmp_path: Path) -> None:
    shutil.copy(keys / "ana.pub", tmp_path)
    add = ["ssh-agent", "sh", "-c", 'ssh-add -q "$0" && exec "$@"', str(keys / "ana")]
    done = without_terminal(*add, sys.executable, "-c", SIGN, tmp_path / "ana.pub")
    assert verified(MESSAGE, done.stdout, MAIL, line(keys), WHEN), done.stderr


@pytest.mark.parametrize(("typed", "signs"), [(b"secret\n", True), (b"guess\n", False)])
def test_on_a_terminal_the_passphrase_is_asked_for(keys: Path, typed: bytes, signs: bool) -> None:
    """The child leads a session; the terminal that it opens first becomes its own.

    A desktop without a program for the window must not keep it from asking here.
    """
    terminal, its_end = pty.openpty()
    own = "import os\nos.open(os.ttyname(0), os.O_RDWR)\n"
    child = subprocess.Popen(
        [sys.executable, "-c", own + SIGN, keys / "locked"],
        cwd=ROOT,
        env=BARE | {"DISPLAY": ":99", "SSH_ASKPASS": "/nowhere"},
        stdin=its_end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    os.close(its_end)
    asked = b""
    while b"passphrase" not in asked:
        asked += os.read(terminal, 1000)  # OSError when the child ends without asking
    os.write(terminal, typed)
    made, said = child.communicate(timeout=100)
    os.close(terminal)
    assert verified(MESSAGE, made, MAIL, line(keys, "locked"), WHEN) is signs
    assert ("the passphrase of this key was wrong" in said) is not signs
