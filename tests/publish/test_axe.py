"""Every page in a real browser: WCAG 2.2 AA in each language, width and scheme; nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline.model import Handout, Layout
from pipeline.publish import html, shelf
from pipeline.publish.cards import card
from tests.browser import chromium, faults, real, shown
from tests.publish import pages, sample

SCREENS = [(1000, "light"), (360, "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drafts and finals in six languages, and the shelf."""
    folder = tmp_path_factory.mktemp("build")
    made = [pages.draft(locale) for locale in pages.WORDING]
    made += [replace(pages.final(locale), slug="knee") for locale in ("es", "ar", "zh_Hans")]
    changed = sample.final(since=sample.since("es", *sample.CHANGED))
    made.append(changed)
    cards = [card(handout, {"html": _written(folder, handout)}) for handout in made]
    look = shelf.Look("Saguaro Community Clinic", pages.PAGE.accent, pages.LOGO)
    (folder / "index.html").write_bytes(shelf.page(cards, look))
    return folder


def _written(folder: Path, handout: Handout, layouts: Sequence[Layout] = tuple(Layout)) -> bytes:
    content = html.render(handout, layouts)
    name = f"{handout.slug}{'' if handout.final else '.DRAFT'}.html"
    (folder / handout.locale).mkdir(exist_ok=True)
    (folder / handout.locale / name).write_bytes(content)
    return content


NAMES = [
    *(f"{locale}/sore-knee.DRAFT.html" for locale in pages.WORDING),
    *(f"{locale}/knee.html" for locale in ("es", "ar", "zh_Hans")),
    "es/ankle-sprain.html",
    "index.html",
]


@real
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(browser: Browser, build: Path, name: str) -> None:
    for width, scheme in SCREENS:
        with shown(browser, build / name, width, scheme) as (page, asked):
            assert faults(page) == [], (width, scheme)
            assert asked == []
            assert page.evaluate("document.documentElement.scrollWidth") == width


@real
def test_axe_finds_what_is_wrong(browser: Browser, build: Path) -> None:
    path = build / "wrong.html"
    source = (build / "es" / "knee.html").read_text(encoding="utf-8")
    path.write_text(source.replace(' alt="', ' data-alt="'), encoding="utf-8")
    with shown(browser, path) as (page, _):
        assert [fault.partition(":")[0] for fault in faults(page)] == ["image-alt"] * 2


# Where each character of a text is on the screen, from left to right: what readers see.
ORDER = """
(element) => {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.length; at++) {
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) found.push([box.top, box.left, range.toString()]);
    }
  }
  const line = found[0][0];
  return found.filter(([top]) => Math.abs(top - line) < 12)
    .sort((a, b) => a[1] - b[1]).map(([, , text]) => text).join("");
}
"""


def _seen(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate(ORDER))


@real
def test_numbers_are_seen_in_their_order_in_right_to_left_text(
    browser: Browser, build: Path
) -> None:
    with shown(browser, build / "ar" / "knee.html", 1400) as (page, _):
        urgent = _seen(page, ".urgent p")
        assert "480-555-0142" in urgent
        assert "100.4\u00a0°F" in urgent
        assert urgent.index("38\u00a0°C") < urgent.index("100.4\u00a0°F")  # read from the right
        assert "1-2" in _seen(page, "main > p:has(bdi)")
        assert "+1 480-555-0100" in _seen(page, ".interpreter")


@real
def test_labels_stay_where_the_drawing_has_them(browser: Browser, build: Path) -> None:
    """A right-to-left page must not turn the anchors of a drawing round."""
    left = []
    for locale in ("es", "ar"):
        with shown(browser, build / locale / "knee.html") as (page, _):
            side = "element => element.getBoundingClientRect().left"
            label = page.eval_on_selector("figure svg text", side)
            left.append(round(label - page.eval_on_selector("figure svg", side)))
    assert left[0] == left[1] == 110


@real
def test_a_long_word_stays_on_the_page(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "long.html"
    path.write_bytes(html.render(pages.draft("es", every="x" * 2000)))
    for width in (1000, 360):
        with shown(browser, path, width) as (page, _):
            assert page.evaluate("document.documentElement.scrollWidth") == width


@real
def test_a_paper_page_needs_no_screen(browser: Browser, build: Path) -> None:
    with shown(browser, build / "es" / "sore-knee.DRAFT.html", scheme="dark") as (page, _):
        page.emulate_media(media="print")
        hidden = page.evaluate(
            "['.skip', '.forms'].map(s => getComputedStyle(document.querySelector(s)).display)"
        )
        assert hidden == ["none", "none"]
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 34, 38)"
        assert page.is_visible(".watermark")


# ── the shelf ─────────────────────────────────────────────────────────────────────────────────────


@real
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 10),
        ("KNEE", 9),
        ("rodilla", 2),
        ("DOLORIDA cuidado", 2),
        ("dau goi", 1),
        ("đầu gối", 1),
        ("الركبة", 2),
        ("膝盖", 2),
        ("elbow", 0),
    ],
)
def test_the_shelf_is_searched_by_title(
    browser: Browser, build: Path, asked: str, found: int
) -> None:
    with shown(browser, build / "index.html") as (page, requests):
        page.fill("#search", asked)
        assert page.locator(".handout:visible").count() == found
        assert page.locator(".locale:visible").count() <= max(found, 1) or not asked
        told = page.inner_text("#found")
        assert told == (f"{found} of 10 found" if asked else "")
        assert requests == []
        assert (
            page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
        )


@real
def test_without_its_script_the_shelf_lists_everything(browser: Browser, build: Path) -> None:
    with shown(browser, build / "index.html", scripts=False) as (page, _):
        assert page.locator(".handout:visible").count() == 10
        assert not page.is_visible("#search")


@real
def test_every_link_of_the_shelf_and_of_its_pages_leads_somewhere(
    browser: Browser, build: Path
) -> None:
    with shown(browser, build / "index.html") as (page, _):
        links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
        targets = [link for link in links if not link.startswith("#")]
        assert len(targets) == 10
        assert all((build / target).is_file() for target in targets)
        anchors = [link for link in links if link.startswith("#")]
        assert all(page.locator(f"[id='{anchor[1:]}']").count() == 1 for anchor in anchors)
        for locale in pages.WORDING:
            assert page.locator(f"#drafts-{locale}").count() == 1
