"""A short made-up article with every kind of block that a page can hold, in six languages.

The translations were written by a language model for these tests; nobody reviewed them.
"""

from __future__ import annotations

import hashlib
from functools import cache

from pipeline import segment
from pipeline.languages import language
from pipeline.model import (
    Article,
    Figure,
    Handout,
    Heading,
    Image,
    Listing,
    Paragraph,
    Quote,
    Role,
    Table,
    Text,
)
from pipeline.publish.compose import Page, compose
from pipeline.publish.labels import labels
from pipeline.review import Drafts

LOCALES = ("es", "pt_BR", "vi", "ru", "ar", "zh_Hans")

PHONE = "480-555-0142"

SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">
<circle cx="100" cy="70" r="40" fill="#dfe6ea" stroke="#33434c"/>
<path d="M140 70 h40" stroke="#33434c"/>
<text x="190" y="76" font-size="20" font-weight="700" fill="#1d2327">Kneecap</text>
<g transform="translate(100 120)"><path d="M0 0 v60" stroke="#33434c"/>
<text x="20" y="40" font-size="18">Shin bone</text></g>
</svg>"""


def _text(source: str, role: Role = Role.PARAGRAPH) -> Text:
    return Text(source, role, line=1)


ARTICLE = Article(
    slug="knee",
    path="source/knee.md",
    title=_text("Care for your knee", Role.TITLE),
    id="knee",
    version="1.2",
    date="2026-03-09",
    summary=_text("Rest the knee for 2 days.", Role.SUMMARY),
    blocks=(
        Heading(2, _text("Get help now", Role.HEADING)),
        Quote(
            (
                Paragraph(_text(f"**Call {PHONE}** if you have one of these signs:")),
                Listing(
                    ordered=False,
                    items=(
                        (Paragraph(_text("You cannot stand.", Role.ITEM)),),
                        (Paragraph(_text("You have a fever over 100.4 °F (38 °C).", Role.ITEM)),),
                    ),
                ),
            ),
            urgent=True,
        ),
        Heading(2, _text("Medicine", Role.HEADING)),
        Paragraph(
            _text(
                "Take 200-400 mg of ibuprofen every 6 hours."
                " You can read more on the [page about knees](https://clinic.example/knees)."
            )
        ),
        Table(
            (_text("Medicine", Role.HEAD), _text("At most in 24 hours", Role.HEAD)),
            ((_text("Ibuprofen", Role.CELL), _text("1,200 mg", Role.CELL)),),
        ),
        Figure(
            Image("source/knee.svg", SVG, hashlib.sha256(SVG).hexdigest()),
            _text("Drawing of a knee.", Role.ALT),
            _text("The kneecap lies in front.", Role.CAPTION),
            (_text("Kneecap", Role.LABEL), _text("Shin bone", Role.LABEL)),
        ),
    ),
)

SOURCES = (
    "Care for your knee",
    "Rest the knee for 2 days.",
    "Get help now",
    f"**Call {PHONE}** if you have one of these signs:",
    "You cannot stand.",
    "You have a fever over 100.4 °F (38 °C).",
    "Medicine",
    "Take 200-400 mg of ibuprofen every 6 hours.",
    "You can read more on the [page about knees](https://clinic.example/knees).",
    "At most in 24 hours",
    "Ibuprofen",
    "1,200 mg",
    "Drawing of a knee.",
    "The kneecap lies in front.",
    "Kneecap",
    "Shin bone",
)

LINK = "https://clinic.example/knees"

TRANSLATIONS: dict[str, tuple[str, ...]] = {
    "es": (
        "Cuide su rodilla", "Descanse la rodilla durante 2 días.", "Busque ayuda ahora",
        f"**Llame al {PHONE}** si tiene una de estas señales:", "No puede ponerse de pie.",
        "Tiene fiebre de más de 100.4 °F (38 °C).", "Medicamento",
        "Tome 200-400 mg de ibuprofeno cada 6 horas.",
        f"Puede leer más en la [página sobre las rodillas]({LINK}).", "Máximo en 24 horas",
        "Ibuprofeno", "1,200 mg", "Dibujo de una rodilla.", "La rótula está delante.", "Rótula",
        "Tibia",
    ),
    "pt_BR": (
        "Cuide do seu joelho", "Descanse o joelho por 2 dias.", "Procure ajuda agora",
        f"**Ligue para {PHONE}** se você tiver um destes sinais:",
        "Você não consegue ficar em pé.", "Você tem febre acima de 100,4 °F (38 °C).", "Remédio",
        "Tome 200-400 mg de ibuprofeno a cada 6 horas.",
        f"Leia mais na [página sobre joelhos]({LINK}).", "Máximo em 24 horas", "Ibuprofeno",
        "1.200 mg", "Desenho de um joelho.", "A patela fica na frente.", "Patela", "Tíbia",
    ),
    "vi": (
        "Chăm sóc đầu gối của quý vị", "Cho đầu gối nghỉ ngơi trong 2 ngày.",
        "Tìm trợ giúp ngay", f"**Gọi số {PHONE}** nếu có một trong các dấu hiệu sau:",
        "Quý vị không đứng được.", "Quý vị sốt trên 100.4 °F (38 °C).", "Thuốc",
        "Uống 200-400 mg ibuprofen mỗi 6 giờ.",
        f"Đọc thêm ở [trang về đầu gối]({LINK}).", "Tối đa trong 24 giờ", "Ibuprofen", "1,200 mg",
        "Hình vẽ đầu gối.", "Xương bánh chè nằm ở phía trước.", "Xương bánh chè", "Xương chày",
    ),
    "ru": (
        "Как лечить колено", "Дайте колену отдых на 2 дня.", "Срочно обратитесь за помощью",
        f"**Позвоните по номеру {PHONE}**, если есть один из этих признаков:",
        "Вы не можете стоять.", "Температура выше 38 °C (100,4 °F).", "Лекарство",
        "Принимайте по 200-400 мг ибупрофена каждые 6 часов.",
        f"Подробнее — на [странице о коленях]({LINK}).", "Не больше за 24 часа", "Ибупрофен",
        "1200 мг", "Рисунок колена.", "Коленная чашечка находится спереди.",
        "Коленная чашечка", "Большеберцовая кость",
    ),
    "ar": (
        "العناية بركبتك", "أرح الركبة لمدة 2 من الأيام.", "اطلب المساعدة الآن",
        f"**اتصل على {PHONE}** إذا ظهرت عليك واحدة من هذه العلامات:", "لا تستطيع الوقوف.",
        "حرارتك أعلى من 100.4 °F (38 °C).", "الدواء",
        "تناول 200-400 mg من الإيبوبروفين كل 6 ساعات.",
        f"يمكنك قراءة المزيد في [صفحة الركبة]({LINK}).", "الحد الأقصى في 24 ساعة",
        "إيبوبروفين", "1,200 mg", "رسم للركبة.", "الرضفة في الأمام.", "الرضفة", "عظم الساق",
    ),
    "zh_Hans": (
        "护理您的膝盖", "让膝盖休息 2 天。", "立即求助",
        f"如果您有以下任何一种情况，**请拨打 {PHONE}**：", "您站不起来。",
        "体温超过 100.4 °F（38 °C）。", "药物", "每 6 小时服用 200-400 mg 布洛芬。",
        f"您可以在[“膝盖”页面]({LINK})上了解更多。", "24 小时最大剂量", "布洛芬", "1,200 mg",
        "膝盖图。", "髌骨在前面。", "髌骨", "胫骨",
    ),
}  # fmt: skip

PAGE = Page(
    organisation="Saguaro Community Clinic",
    url="https://clinic.example/handouts",
    interpreter_line="Ask at the desk for an interpreter.",
    interpreter_phone=PHONE,
    paper="us-letter",
    status="polyclinic 0.1.0; catalog 0123456789abcdef",
)


@cache
def handout(locale: str) -> Handout:
    """The article as a DRAFT in one of the six languages."""
    translated = dict(zip(SOURCES, TRANSLATIONS[locale], strict=True))
    units = [unit for text in ARTICLE.texts() for unit in segment.of_text(text)]
    texts = {(unit.msgctxt, unit.msgid): translated[unit.msgid] for unit in units}
    wording = Drafts(texts, "Machine draft (a model), not reviewed", "2026-04-02", "0" * 64)
    return compose(ARTICLE, wording, language(locale), PAGE, labels(locale))
