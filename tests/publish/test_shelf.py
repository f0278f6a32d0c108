"""The shelf: every handout by language, drafts apart, in a page that asks and keeps nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from pipeline.publish import shelf
from pipeline.publish.cards import Card, card
from tests.publish import pages
from tests.publish.extract import Page, missing_in_order

FILES = {"html": b"page", "pdf": b"single", "large.pdf": b"large"}
LOOK = shelf.Look("Saguaro Community Clinic", "#0a4f66")
DRAFTS = [card(pages.draft(locale), FILES) for locale in pages.WORDING]
FINALS = [card(replace(pages.final(locale), slug="knee"), FILES) for locale in ("es", "ar")]


def _shown(*cards: Card, look: shelf.Look = LOOK) -> str:
    return shelf.page(cards, look).decode()


def test_the_same_cards_give_the_same_bytes_in_whatever_order() -> None:
    assert shelf.page([*DRAFTS, *FINALS], LOOK) == shelf.page([*FINALS, *DRAFTS[::-1]], LOOK)


def test_finals_come_first_and_drafts_are_marked_apart() -> None:
    source = _shown(*DRAFTS, *FINALS)
    finals, drafts = source.split('<section class="part drafts"')
    assert "DRAFT" not in re.sub(r"(?s)<style>.*?</style>", "", finals)
    assert finals.count('<li class="handout">') == 2
    assert drafts.count('<li class="handout">') == 6
    assert "Do not give to patients." in drafts
    assert "No entregar a pacientes." in drafts
    assert "drafts" not in Page(_shown(*FINALS).encode()).text.lower()


def test_without_a_final_it_says_so() -> None:
    assert "No handout is approved yet." in Page(_shown(*DRAFTS).encode()).text
    assert "No handout is approved yet." in Page(_shown().encode()).text


def test_each_language_is_named_in_itself_and_in_english_by_its_tag() -> None:
    page = Page(_shown(*DRAFTS).encode())
    sections = [found for tag, found in page.tags if found.get("class") == "locale"]
    assert [(found["id"], found["lang"], found["dir"]) for found in sections] == [
        ("drafts-ar", "ar", "rtl"),
        ("drafts-zh_Hans", "zh-Hans", "ltr"),
        ("drafts-pt_BR", "pt-BR", "ltr"),
        ("drafts-ru", "ru", "ltr"),
        ("drafts-es", "es", "ltr"),
        ("drafts-vi", "vi", "ltr"),
    ]
    names = ["العربية", "Arabic", "العناية بالركبة المؤلمة", "Care of a sore knee", "中文 (简体)"]
    assert missing_in_order(names, page.text.partition("For staff only")[2]) == []
    assert "العناية بالركبة المؤلمة" in page.by_language["ar"]
    assert "العناية" not in page.by_language["en"]


def test_a_link_says_in_both_languages_what_it_opens() -> None:
    source = _shown(*DRAFTS)
    assert (
        '<a href="es/sore-knee.DRAFT.large.pdf" lang="es" dir="ltr">Letra grande '
        '<small lang="en" dir="ltr">Large print</small></a>'
    ) in source
    assert '<a href="es/knee.large.pdf" lang="en" dir="ltr">Large print</a>' in _shown(*FINALS)


def test_it_fetches_nothing_and_runs_its_own_script_alone() -> None:
    source = _shown(*DRAFTS, look=replace(LOOK, logo=pages.LOGO))
    page = Page(source.encode())
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not {"link", "iframe", "form", "object"} & {tag for tag, _ in page.tags}
    sources = [found["src"] or "" for _, found in page.tags if "src" in found]
    assert [each.partition(",")[0] for each in sources] == ["data:image/svg+xml;base64"]
    assert not any(name.startswith("on") for _, found in page.tags for name in found)
    (script,) = re.findall(r"(?s)<script>(.*?)</script>", source)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in source
    for word in ("cookie", "Storage", "fetch", "XMLHttp", "beacon", "http:", "https:"):
        assert word not in script


@pytest.mark.parametrize(
    "text",
    [*pages.HOSTILE, "</script><script>alert(1)</script>", "{{ 7*7 }}", "a\u202eb", "x" * 100_000],
)
def test_hostile_titles_are_text(text: str) -> None:
    hostile = replace(
        FINALS[0], title=text, source_title=text, id=text, version=text, autonym=text, notice=text
    )
    page = Page(_shown(hostile, look=replace(LOOK, organisation=text)).encode())
    assert page.text.count(text) >= 6
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in page.tags}
    links = [found["href"] or "" for tag, found in page.tags if tag == "a"]
    assert set(links) == {"#text", "#es", "es/knee.html", "es/knee.pdf", "es/knee.large.pdf"}
