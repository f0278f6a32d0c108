"""A project on disk: its settings (`polyclinic.toml`) and where everything lies."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline import SETTINGS as SETTINGS
from pipeline import files
from pipeline.errors import InputError
from pipeline.figures import KINDS
from pipeline.languages import known_territory, language
from pipeline.model import Layout
from pipeline.signing import ALLOWED_SIGNERS

STARTER = Path(__file__).with_name("starter")
"""What a new project begins with."""


READABLE = 4.5
"""Least contrast of text to its ground (WCAG 2.2, 1.4.3)."""


class _Table(BaseModel):
    """A table of the settings: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ProjectTable(_Table):
    """`[project]`."""

    organisation: str = Field(min_length=1, max_length=120)
    source_language: Literal["en"] = "en"
    """Segmentation, checks and reading level are made for English sources so far."""

    locales: tuple[str, ...]
    territory: str = ""
    """ISO 3166 code of where the readers live: sets paper and number marks; empty: the locale's."""

    url: str = Field(default="", max_length=300)
    """Where the handouts live on the web; empty: no QR code."""

    interpreter_line: str = Field(default="", max_length=300)
    """How to get an interpreter, in the organisation's own words; printed on each handout."""

    interpreter_phone: str = Field(default="", max_length=60)
    """Whom to call for an interpreter; printed with a label in the handout's language."""

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

    @field_validator("organisation", "url", "interpreter_line", "interpreter_phone")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in value):
            raise ValueError("write one line without control characters")
        return value

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

    layouts: tuple[Layout, ...] = (Layout.SINGLE,)
    """Which layouts are made."""

    accent: str = "#0a4f66"
    """The one colour of the page, `#rrggbb`."""

    logo: str = ""
    """The organisation's logo, a file of the project: `logo.svg`."""

    @field_validator("layouts", mode="before")
    @classmethod
    def _known_layouts(cls, value: Any) -> tuple[Layout, ...]:
        try:
            found = tuple(dict.fromkeys(Layout(name) for name in value))
        except (TypeError, ValueError):
            found = ()
        if not found:
            raise ValueError(f"write a list of some of these: {', '.join(Layout)}")
        return found

    @field_validator("accent")
    @classmethod
    def _readable_accent(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError("write a colour like #0a4f66")
        if (found := contrast(value)) < READABLE:
            raise ValueError(
                f"{value} has a contrast of {found:.1f} to white; text needs {READABLE} or more,"
                " so take a darker one"
            )
        return value

    @field_validator("logo")
    @classmethod
    def _inside(cls, value: str) -> str:
        path = PurePosixPath(value)
        if path.is_absolute() or ".." in path.parts or (value and path.suffix.lower() not in KINDS):
            raise ValueError(f"name a file of this project that ends in {', '.join(KINDS)}")
        return value


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
        """A handout; `name` is `html`, `pdf`, `large.pdf`, `DRAFT.html` or the like."""
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


def contrast(colour: str, ground: str = "#ffffff") -> float:
    """Contrast of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, contrast ratio).

    >>> round(contrast("#000000")), round(contrast("#fff000", "#000000"))
    (21, 18)
    """
    dark, light = sorted((_luminance(colour), _luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


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
