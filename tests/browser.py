"""Pages as a real browser shows them, judged by axe-core; Chromium comes with the system (apt)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

# `make` sets this where it could not install the apt packages; without it, their absence fails.
real = pytest.mark.skipif(
    os.environ.get("POLYCLINIC_WITHOUT_CHROMIUM") == "1",
    reason="POLYCLINIC_WITHOUT_CHROMIUM=1: chromium could not be installed here",
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""axe-core's names of WCAG 2.2 AA and of its own advice."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window or a network."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "chromium is not here; install it: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, chromium_sandbox=False)
        yield browser
        browser.close()


@contextmanager
def shown(
    browser: Browser, path: Path, width: int = 1000, scheme: Any = "light", scripts: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """A page, opened from its file, and what it asked for besides itself."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(path.as_uri())
    asked.remove(path.as_uri())
    yield page, [each for each in asked if not each.startswith("data:")]
    context.close()


def faults(page: Page) -> list[str]:
    """`rule: element` of everything that axe-core finds wrong."""
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
