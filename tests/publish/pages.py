"""A small article with all that a page can show, in six languages: for what is seen in a browser.

The translations were drafted by a language model for these tests; nobody reviewed them.
"""

from __future__ import annotations

import hashlib

from pipeline import segment
from pipeline.languages import language
from pipeline.model import Article, Handout, Image, Key
from pipeline.publish.compose import Page, compose
from pipeline.publish.labels import labels
from pipeline.read import read
from pipeline.review import Approved, Drafts

MARKDOWN = """\
---
title: Care of a sore knee
id: KN-7
version: "1.2"
date: 2026-05-04
---

## Get help now

<!-- box: urgent -->

> **Call 480-555-0142** if your temperature is over 100.4 °F (38 °C).

## Medicine

Take 1-2 tablets every 6 hours. Read [more about pain](https://clinic.example/pain).

| Medicine | Dose |
|---|---|
| Ibuprofen | 200 mg |

![The knee from the front.](figures/knee.svg "The kneecap lies in front.")

![A cold pack on a knee.](figures/cold.png)

> Rest the knee.

<!-- translate: no -->

1. Rivera J. Knees at home. Example J. 2024;7(2):11-19.
"""

SVG = b"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
<defs><linearGradient id="text"><stop offset="0" stop-color="#0a4f66"/></linearGradient></defs>
<circle class="box" cx="50" cy="50" r="40" fill="url(#text)"/>
<text x="110" y="55" font-size="16">Kneecap</text>
</svg>
"""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)

WORDING = {
    "es": (
        "Cuidado de la rodilla dolorida", "Busque ayuda ahora",
        "**Llame al 480-555-0142** si tiene más de 100.4 °F (38 °C) de fiebre.",
        "Medicamento", "Tome 1-2 tabletas cada 6 horas.",
        "Lea [más sobre el dolor](https://clinic.example/pain).", "Medicamento", "Dosis",
        "Ibuprofeno", "200 mg", "La rodilla vista de frente.", "Rótula",
        "La rótula está delante.", "Una compresa fría en una rodilla.", "Descanse la rodilla.",
    ),
    "pt_BR": (
        "Cuidados com o joelho dolorido", "Procure ajuda agora",
        "**Ligue para 480-555-0142** se a temperatura passar de 100.4 °F (38 °C).",
        "Remédio", "Tome 1-2 comprimidos a cada 6 horas.",
        "Leia [mais sobre a dor](https://clinic.example/pain).", "Remédio", "Dose",
        "Ibuprofeno", "200 mg", "O joelho visto de frente.", "Patela",
        "A patela fica na frente.", "Uma compressa fria no joelho.", "Descanse o joelho.",
    ),
    "vi": (
        "Chăm sóc đầu gối bị đau", "Hãy tìm sự giúp đỡ ngay",
        "**Hãy gọi 480-555-0142** nếu quý vị sốt trên 100.4 °F (38 °C).",
        "Thuốc", "Uống 1-2 viên mỗi 6 giờ.",
        "Đọc [thêm về cơn đau](https://clinic.example/pain).", "Thuốc", "Liều",
        "Ibuprofen", "200 mg", "Đầu gối nhìn từ phía trước.", "Xương bánh chè",
        "Xương bánh chè nằm ở phía trước.", "Túi chườm lạnh trên đầu gối.",
        "Hãy để đầu gối nghỉ ngơi.",
    ),
    "ru": (
        "Уход за больным коленом", "Срочно обратитесь за помощью",
        "**Позвоните 480-555-0142**, если температура выше 100.4 °F (38 °C).",
        "Лекарство", "Принимайте 1-2 таблетки каждые 6 часов.",
        "Читайте [подробнее о боли](https://clinic.example/pain).", "Лекарство", "Доза",
        "Ибупрофен", "200 мг", "Колено спереди.", "Надколенник",
        "Надколенник находится спереди.", "Холодный компресс на колене.",
        "Дайте колену отдых.",
    ),
    "ar": (
        "العناية بالركبة المؤلمة", "اطلب المساعدة الآن",
        "**اتصل على 480-555-0142** إذا زادت حرارتك عن 100.4 °F (38 °C).",
        "الدواء", "خذ 1-2 قرص كل 6 ساعات.",
        "اقرأ [المزيد عن الألم](https://clinic.example/pain).", "الدواء", "الجرعة",
        "إيبوبروفين", "200 mg", "الركبة من الأمام.", "الرضفة",
        "تقع الرضفة في الأمام.", "كمادة باردة على الركبة.", "أرح الركبة.",
    ),
    "zh_Hans": (
        "膝盖疼痛的护理", "立即求助",
        "如果体温超过 100.4 °F（38 °C），**请拨打 480-555-0142**。",
        "药物", "每6小时服用1-2片。",
        "阅读[更多关于疼痛的内容](https://clinic.example/pain)。", "药物", "剂量",
        "布洛芬", "200毫克", "膝盖正面图。", "髌骨",
        "髌骨位于前方。", "膝盖上的冰袋。", "让膝盖休息。",
    ),
}  # fmt: skip
"""Locale → what stands for each sentence of the article, in its order."""

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    '#panic("no") #read("/etc/passwd") #import "@preview/x:1.0.0"',
    "$ x^2 $ \\ @label <label> ~ -- ---",
    "{{ handout }} {% raw %} {# #}",
    "[x](javascript:alert(1))",
    "= no heading / - no list + no enum",
    "&lt;b&gt; &#x27; &amp;",
]
"""What a text may hold and a page must print as it stands."""

LOGO = Image("logo.svg", SVG, hashlib.sha256(SVG).hexdigest())

PAGE = Page(
    organisation="Saguaro Community Clinic",
    url="https://clinic.example/handouts",
    interpreter_line="Ask at the desk.",
    interpreter_phone="+1 480-555-0100",
    accent="#767676",
    logo=LOGO,
    status="polyclinic 0.1.0; catalog 0123456789abcdef; final",
)
"""Its accent is as light as one may be: readable on white, and not on a tint."""


def article() -> Article:
    """The article."""
    images = {"source/figures/knee.svg": SVG, "source/figures/cold.png": PNG}
    return read(MARKDOWN.encode(), "source/sore-knee.md", images)


def wording(locale: str, every: str = "") -> dict[Key, str]:
    """(msgctxt, msgid) → msgstr for each sentence; `every` in the place of all."""
    units = dict.fromkeys((s.msgctxt, s.msgid) for s in segment.segments(article()))
    return {key: every or text for key, text in zip(units, WORDING[locale], strict=True)}


def final(locale: str) -> Handout:
    """The article as a final."""
    approved = Approved(wording(locale), "Approved by M. Duarte (ATA)", "2026-06-01", "0" * 64)
    return _composed(approved, locale)


def draft(locale: str, every: str = "") -> Handout:
    """The article as a DRAFT whose medicine has no translation."""
    texts = wording(locale, every)
    missing = ("Read [more about pain](https://clinic.example/pain).", "Rest the knee.", "Dose")
    known = {key: text for key, text in texts.items() if every or key[1] not in missing}
    return _composed(Drafts(known, "Machine draft, not reviewed", "2026-06-01", "0" * 64), locale)


def _composed(text: Approved | Drafts, locale: str) -> Handout:
    return compose(article(), text, language(locale), PAGE, labels(locale))
