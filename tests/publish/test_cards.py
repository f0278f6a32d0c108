"""The catalogue: what lies in the build folder, no more and no less, the same for the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.model import Layout
from pipeline.publish import cards
from pipeline.publish.cards import Card, File, card, dump, parse, renewed
from tests.publish import pages

MADE = {"large.pdf": b"large", "html": b"page", "bilingual.pdf": b"both", "pdf": b"single"}
DRAFT = card(pages.draft("ar"), MADE)
FINAL = card(pages.final("es"), MADE)


def _there(*found: Card) -> dict[str, str]:
    return {file.path: file.sha256 for each in found for file in each.files}


def test_a_card_says_what_a_handout_is() -> None:
    assert (FINAL.id, FINAL.slug, FINAL.locale, FINAL.language) == ("KN-7", "sore-knee", "es", "es")
    assert (FINAL.status, FINAL.final, FINAL.notice) == ("final", True, "")
    assert (FINAL.title, FINAL.title_language) == ("Cuidado de la rodilla dolorida", "es")
    assert (FINAL.source_title, FINAL.source_language) == ("Care of a sore knee", "en")
    assert (FINAL.version, FINAL.date, FINAL.translated) == ("1.2", "2026-05-04", "2026-06-01")
    assert (DRAFT.status, DRAFT.direction, DRAFT.autonym) == ("draft", "rtl", "العربية")
    assert DRAFT.labels_language == "ar"
    assert DRAFT.notice


def test_a_card_lists_its_files_as_they_are_called_and_hashed() -> None:
    assert [file.path for file in DRAFT.files] == [
        "ar/sore-knee.DRAFT.html",
        "ar/sore-knee.DRAFT.pdf",
        "ar/sore-knee.DRAFT.large.pdf",
        "ar/sore-knee.DRAFT.bilingual.pdf",
    ]
    assert [file.form for file in FINAL.files] == ["web", "single", "large", "bilingual"]
    large = FINAL.files[2]
    assert (large.path, large.media_type) == ("es/sore-knee.large.pdf", "application/pdf")
    assert large.sha256 == hashlib.sha256(b"large").hexdigest()
    assert FINAL.files[0].media_type == "text/html"


def test_a_link_is_named_in_the_language_of_the_other_labels() -> None:
    assert FINAL.labels_language == "en"  # nobody has cleared the Spanish ones
    assert [file.label for file in FINAL.files] == list(cards.FORMS.values())
    spanish = card(pages.draft("es"), {"large.pdf": b""})
    assert (spanish.labels_language, spanish.files[0].label) == ("es", "Letra grande")


def test_a_draft_without_a_title_of_its_own_has_that_of_the_source() -> None:
    draft = pages.draft("es")
    untitled = replace(draft, title=draft.original.title)
    assert card(untitled, {}).title_language == "en"


def test_dump_then_parse_is_identity_and_each_layout_has_a_form() -> None:
    assert parse(dump([DRAFT, FINAL])) == (DRAFT, FINAL)
    assert dump([DRAFT, FINAL]) == dump([DRAFT, FINAL])
    assert {*cards.FORMS} == {"web", *Layout}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"format": 2, "handouts": []}',
        b'{"format": 1}',
        b'{"format": 1, "handouts": [{"slug": "x"}]}',
        b'{"format": 1, "handouts": [1]}',
        b"[" * 100_000,
    ],
)
def test_a_catalogue_that_cannot_be_read_lists_nothing(content: bytes) -> None:
    assert parse(content) == ()


def test_a_new_card_takes_the_place_of_the_old_one() -> None:
    new = replace(FINAL, version="1.3")
    assert renewed([FINAL, DRAFT], [new], _there(FINAL, DRAFT).__getitem__) == (DRAFT, new)


def test_the_order_is_that_of_locale_and_slug() -> None:
    made = [replace(FINAL, slug=slug, locale=locale) for locale in ("vi", "ar") for slug in "ba"]
    found = renewed([], made, str)
    assert [(each.locale, each.slug) for each in found] == [
        ("ar", "a"), ("ar", "b"), ("vi", "a"), ("vi", "b"),
    ]  # fmt: skip


def test_what_is_gone_or_other_than_it_says_is_not_listed() -> None:
    there = _there(FINAL)
    del there["es/sore-knee.pdf"]
    there["es/sore-knee.html"] = "0" * 64
    (found,) = renewed([FINAL], [], there.get)
    assert [file.form for file in found.files] == ["large", "bilingual"]
    assert renewed([FINAL], [], lambda path: None) == ()


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "javascript:alert(1)", "es/other.pdf", "es/sore-knee.DRAFT.pdf", "/es/x"],
)
def test_a_catalogue_cannot_list_what_is_no_file_of_its_handout(path: str) -> None:
    forged = replace(FINAL, files=(File(path, "single", "application/pdf", "0" * 64, "To print"),))
    assert parse(dump([forged, DRAFT])) == (DRAFT,)


@pytest.mark.parametrize(
    "forged",
    [
        {"locale": "javascript:alert(1)//"},
        {"locale": "pt_BR"},
        {"slug": "../sore-knee"},
        {"slug": "sore\0knee"},
        {"language": "!!"},
        {"title_language": "!!"},
        {"title_language": "pt_BR"},
        {"source_language": ""},
        {"labels_language": "xx-nowhere"},
        {"direction": "rtl"},
        {"autonym": "English"},
        {"status": "draft"},
        {"notice": "Not for patients"},
        {"files": FINAL.files[:1] * 2},
        {"files": (replace(FINAL.files[0], sha256=""),)},
        {"files": (replace(FINAL.files[0], sha256=FINAL.files[0].sha256.upper()),)},
        {"files": (replace(FINAL.files[0], media_type="text/javascript"),)},
    ],
    ids=str,
)
def test_a_card_that_is_not_as_we_write_it_is_dropped_alone(forged: dict[str, Any]) -> None:
    assert parse(dump([replace(FINAL, **forged), DRAFT])) == (DRAFT,)


def test_a_draft_without_its_notice_is_dropped() -> None:
    assert parse(dump([replace(DRAFT, notice=""), FINAL])) == (FINAL,)


def test_a_handout_is_listed_once() -> None:
    other = replace(FINAL, title="Another")
    assert len(renewed([FINAL, other], [], _there(FINAL).__getitem__)) == 1


def test_its_shape_is_the_documented_one() -> None:
    found = json.loads(dump([FINAL]))
    assert found["format"] == cards.FORMAT == 1
    (handout,) = found["handouts"]
    assert list(handout) == [
        "id", "slug", "locale", "language", "direction", "language_name", "autonym", "status",
        "title", "title_language", "source_title", "source_language", "version", "date",
        "translated", "review_by", "labels_language", "notice", "files",
    ]  # fmt: skip
    assert list(handout["files"][0]) == ["path", "form", "media_type", "sha256", "label"]
