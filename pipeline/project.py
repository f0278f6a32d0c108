"""A project on disk: its settings (`polyclinic.toml`) and where everything lies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline import files
from pipeline.errors import InputError
from pipeline.languages import known_territory, language
from pipeline.signing import ALLOWED_SIGNERS

SETTINGS = "polyclinic.toml"

STARTER = Path(__file__).with_name("starter")
"""What a new project begins with."""


class _Table(BaseModel):
    """A table of the settings: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ProjectTable(_Table):
    """`[project]`."""

    organisation: str = Field(min_length=1)
    source_language: Literal["en"] = "en"
    """Segmentation, checks and reading level are made for English sources so far."""

    locales: tuple[str, ...]
    territory: str = ""
    """ISO 3166 code of where the readers live: sets paper and number marks; empty: the locale's."""

    url: str = ""
    """Where the handouts live on the web; empty: no QR code."""

    interpreter_line: str = ""
    """Printed on each handout when set."""

    @field_validator("locales", mode="before")
    @classmethod
    def _known_locales(cls, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError('write a list of names, like ["pt_BR", "es"]')
        for name in value:
            try:
                language(name)
            except InputError as fault:
                raise ValueError(str(fault)) from None
        return tuple(dict.fromkeys(value))

    @field_validator("territory")
    @classmethod
    def _known_territory(cls, value: str) -> str:
        if value and not known_territory(value):
            raise ValueError(f"'{value}' is not a territory code; write it like US or BR")
        return value

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.match(r"https?://\S+$", value):
            raise ValueError("write a web address that starts with https://")
        return value.rstrip("/")


class EnginesTable(_Table):
    """`[engines]`: which engines are tried, in their order."""

    default: list[str] = ["firefox", "apertium"]
    locales: dict[str, list[str]] = {}
    models: str = ""
    """Folder with further models for the firefox engine, relative to the project."""

    libre_url: str = ""
    """Address of a LibreTranslate server."""

    timeout: float = Field(default=30.0, gt=0)
    """Seconds that a service or a subprocess may take for one answer."""

    def chain(self, locale: str) -> tuple[str, ...]:
        """Names of the engines for a locale, first choice first."""
        return tuple(self.locales.get(locale, self.default))


class PolicyTable(_Table):
    """`[policy]`: what a final handout needs."""

    require: Literal["translated", "approved"] = "approved"
    """State that every unit needs; `drafted` is no choice: unreviewed text is never final."""

    self_approval: bool = False
    """Whether the editor of a unit may approve it."""

    trust_memory: bool = False
    """Whether an approved translation of the same words comes from the memory without fuzzy."""

    signatures: bool = False
    """Whether an approval counts only under the signature of a key in `allowed_signers`."""

    proposed_terms: bool = False
    """Whether terms that no one has approved may stand in a final."""


class PrintTable(_Table):
    """`[print]`."""

    paper: Literal["auto", "us-letter", "a4"] = "auto"
    """`auto`: by territory."""


class Settings(_Table):
    """The whole of `polyclinic.toml`; everything but `[project]` may be left out."""

    project: ProjectTable
    engines: EnginesTable = EnginesTable()
    policy: PolicyTable = PolicyTable()
    print: PrintTable = PrintTable()


def parse_settings(content: str, path: str) -> Settings:
    """Settings from TOML; InputError names the line and the key of the first mistake."""
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as fault:
        reason, _, place = str(fault).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = int(found[1]) if found else content.count("\n") + 1
        raise InputError(f"this is not valid TOML: {reason.lower()}", path, line) from None
    try:
        return Settings.model_validate(table)
    except ValidationError as faults:
        first = faults.errors()[0]
        keys = [str(k) for k in first["loc"]]
        message = first["msg"].removeprefix("Value error, ")
        where = f"'{'.'.join(keys)}'"
        raise InputError(
            f"{where}: {message[:1].lower() + message[1:]}", path, _line(content, keys)
        ) from None


class Project:
    """The paths of one project and its settings. Nothing is read but the settings."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings

    @classmethod
    def open(cls, root: Path) -> Project:
        """The project in a folder; InputError when there is none, saying how to make one."""
        path = root / SETTINGS
        if not path.is_file():
            raise InputError(
                f"there is no {SETTINGS} here; `polyclinic init {root}` makes a project", str(root)
            )
        return cls(root, parse_settings(files.read_text(path), SETTINGS))

    @property
    def glossary(self) -> Path:
        """The termbase."""
        return self.root / "glossary.yaml"

    def articles(self) -> tuple[Path, ...]:
        """Source files in the order of their names; InputError when the folder is missing."""
        folder = self.root / "source"
        if not folder.is_dir():
            raise InputError(
                "the folder with the articles is missing; make it and put a Markdown article in",
                "source",
            )
        return tuple(sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] not in "._"))

    @property
    def signers(self) -> Path:
        """Whose key may sign an approval (OpenSSH's format)."""
        return self.root / ALLOWED_SIGNERS

    @property
    def kept(self) -> Path:
        """Where files of people's lie that another one took the place of."""
        return self.root / ".polyclinic" / "kept"

    @property
    def memory_index(self) -> Path:
        """The translation memory's index; everything in it can be made again."""
        return self.root / ".polyclinic" / "memory.sqlite"

    def imported_memory(self, locale: str) -> Path:
        """What was imported into the memory of a locale."""
        return self.root / "locales" / locale / "memory.tmx"

    def pot(self, slug: str) -> Path:
        """The template catalog of an article."""
        return self.root / "locales" / f"{slug}.pot"

    def po(self, locale: str, slug: str) -> Path:
        """The catalog of an article in a locale."""
        return self.root / "locales" / locale / "LC_MESSAGES" / f"{slug}.po"

    def events(self, locale: str) -> Path:
        """The events of a locale."""
        return self.root / "locales" / locale / "review.jsonl"

    def handout(self, locale: str, slug: str, name: str) -> Path:
        """A handout; `name` is `html`, `pdf`, `DRAFT.html` or `DRAFT.pdf`."""
        return self.root / "build" / locale / f"{slug}.{name}"

    def relative(self, path: Path) -> str:
        """`path` as messages name it: relative to the project, with `/`."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def slugs_with_catalogs(self) -> Iterator[tuple[str, str]]:
        """(locale, slug) of every catalog on disk."""
        for path in sorted((self.root / "locales").glob("*/LC_MESSAGES/*.po")):
            yield path.parent.parent.name, path.stem


def start(root: Path) -> tuple[Path, ...]:
    """Make a new project in a folder; the files made. InputError when there is one already."""
    if (root / SETTINGS).exists():
        raise InputError("there is a project here already", str(root / SETTINGS))
    made = []
    for path in sorted(STARTER.iterdir()):
        name = path.name.replace("git", ".git") if path.name.startswith("git") else path.name
        target = root / name
        if not target.exists():
            files.write(target, path.read_bytes())
            made.append(target)
    try:
        (root / "source").mkdir(exist_ok=True)
    except OSError as fault:
        raise InputError(
            f"cannot make this folder: {fault.strerror}", str(root / "source")
        ) from None
    return (*made, root / "source")


def _line(content: str, keys: list[str]) -> int:
    """1-based line of the innermost of the nested `keys` that the TOML text shows; 0 for none."""
    found, depth, table = 0, 0, list[str]()
    for number, line in enumerate(content.split("\n"), 1):
        if header := re.match(r"\s*\[([\w.-]+)\]", line):
            table = place = header[1].split(".")
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            place = [*table, *key[1].split(".")]
        else:
            continue
        if keys[: len(place)] == place and len(place) > depth:
            found, depth = number, len(place)
    return found
