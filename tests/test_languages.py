"""What is known of a locale."""

from __future__ import annotations

import pytest

from pipeline.errors import InputError
from pipeline.languages import Marks, known_territory, language, marks, paper


@pytest.mark.parametrize(
    ("locale", "tag", "base", "name", "autonym", "direction", "joiner"),
    [
        ("es", "es", "es", "Spanish", "Español", "ltr", " "),
        ("pt_BR", "pt-BR", "pt", "Portuguese (Brazil)", "Português (Brasil)", "ltr", " "),
        ("ar", "ar", "ar", "Arabic", "العربية", "rtl", " "),
        ("fa", "fa", "fa", "Persian", "فارسی", "rtl", " "),
        ("zh_Hans", "zh-Hans", "zh", "Chinese (Simplified)", "中文 (简体)", "ltr", ""),
        ("ja", "ja", "ja", "Japanese", "日本語", "ltr", ""),
        ("th", "th", "th", "Thai", "ไทย", "ltr", ""),
        ("ko", "ko", "ko", "Korean", "한국어", "ltr", " "),
        ("vi", "vi", "vi", "Vietnamese", "Tiếng Việt", "ltr", " "),
        ("so", "so", "so", "Somali", "Soomaali", "ltr", " "),
    ],
)
def test_a_language(
    locale: str, tag: str, base: str, name: str, autonym: str, direction: str, joiner: str
) -> None:
    found = language(locale)
    assert (found.locale, found.tag, found.base) == (locale, tag, base)
    assert (found.name, found.autonym) == (name, autonym)
    assert (found.direction, found.joiner) == (direction, joiner)


@pytest.mark.parametrize(
    "locale", ["", "xx", "english", "pt-BR", "pt_br_", "es_XX1", "../etc", "es "]
)
def test_an_unknown_locale_is_named(locale: str) -> None:
    with pytest.raises(InputError, match="is not a locale that is known here") as caught:
        language(locale)
    assert f"'{locale}'" in str(caught.value)


@pytest.mark.parametrize(
    ("locale", "territory", "expected"),
    [
        ("es", "US", Marks(".", ",")),
        ("es", "ES", Marks(",", ".")),
        ("es", "MX", Marks(".", ",")),
        ("es", "", Marks(",", ".")),
        ("pt_BR", "US", Marks(".", ",")),
        ("pt_BR", "BR", Marks(",", ".")),
        ("pt_BR", "", Marks(",", ".")),
        ("vi", "US", Marks(".", ",")),
        ("vi", "VN", Marks(",", ".")),
        ("zh_Hans", "US", Marks(".", ",")),
        ("ar", "US", Marks(".", ",")),
        ("es", "BR", Marks(",", ".")),  # the labels there are in Portuguese
    ],
)
def test_number_marks_follow_the_readers(locale: str, territory: str, expected: Marks) -> None:
    assert marks(locale, territory) == expected


@pytest.mark.parametrize(
    ("locale", "territory", "expected"),
    [
        ("es", "US", "us-letter"),
        ("pt_BR", "US", "us-letter"),
        ("es", "MX", "us-letter"),
        ("es_MX", "", "us-letter"),
        ("en", "", "us-letter"),
        ("es", "", "a4"),
        ("pt_BR", "", "a4"),
        ("pt_BR", "PT", "a4"),
        ("zh_Hans", "", "a4"),
        ("so", "AU", "a4"),
    ],
)
def test_paper_follows_the_readers(locale: str, territory: str, expected: str) -> None:
    assert paper(locale, territory) == expected


@pytest.mark.parametrize(
    ("territory", "known"),
    [("US", True), ("BR", True), ("us", False), ("USA", False), ("", False), ("XX1", False)],
)
def test_territories(territory: str, known: bool) -> None:
    assert known_territory(territory) is known
