"""One made-up article with every kind of block, and its wording in es and pt_BR.

The translations were drafted by a language model for these tests; nobody reviewed them.
"""

from __future__ import annotations

from pipeline import segment
from pipeline.history import Since
from pipeline.languages import language
from pipeline.model import (
    Article,
    Block,
    Handout,
    Heading,
    Key,
    Listing,
    Paragraph,
    Quote,
    Role,
    Table,
    Text,
    Unit,
)
from pipeline.publish.compose import Page, Wording, compose
from pipeline.publish.labels import labels
from pipeline.review import Approved, Drafts


def _text(source: str, role: Role = Role.PARAGRAPH, translate: bool = True) -> Text:
    return Text(source, role, line=1, translate=translate)


def _heading(level: int, source: str) -> Heading[Text]:
    return Heading(level, _text(source, Role.HEADING))


def _item(source: str, *more: Block[Text]) -> tuple[Block[Text], ...]:
    return (Paragraph(_text(source, Role.ITEM)), *more)


def _cells(*sources: str, role: Role = Role.CELL) -> tuple[Text, ...]:
    return tuple(_text(source, role) for source in sources)


ARTICLE = Article(
    slug="ankle-sprain",
    path="source/ankle-sprain.md",
    title=_text("Caring for a sprained ankle", Role.TITLE),
    id="PT-114",
    version="2.1",
    date="2026-03-09",
    review_by="2028-03-09",
    summary=_text(
        "A sprain is a stretched or torn ligament. Most ankles heal at home within 6 weeks.",
        Role.SUMMARY,
    ),
    blocks=(
        _heading(2, "What to expect"),
        Paragraph(
            _text(
                "Your ankle may be swollen, bruised and sore. "
                "Swelling is worst in the first **48 hours** and then goes down. "
                "You can read more on the [page about strains](https://clinic.example/strains)."
            )
        ),
        Quote(
            (
                _heading(3, "Get help now"),
                Paragraph(_text("Call 480-555-0142 or go to the emergency room if:")),
                Listing(
                    ordered=False,
                    items=(
                        _item("You **cannot** take 4 steps on the foot."),
                        _item("The foot is cold, blue or numb."),
                        _item("The pain gets worse after 3 days."),
                    ),
                ),
            )
        ),
        _heading(2, "Care at home"),
        Listing(
            ordered=True,
            items=(
                _item("Rest the ankle for the first 2 days."),
                _item(
                    "Cool it with ice wrapped in a towel:",
                    Listing(
                        ordered=False,
                        items=(
                            _item("15 minutes at a time"),
                            _item("no more than once every 2 hours"),
                        ),
                    ),
                ),
                _item("Wear an elastic bandage during the day. Take it off at night."),
                _item("Raise the foot above the level of your heart."),
            ),
        ),
        _heading(2, "Medicine for pain"),
        Paragraph(_text("Ask your pharmacist before you take any medicine with another one.")),
        Table(
            head=_cells(
                "Medicine",
                "Adult dose",
                "At most in 24 hours",
                "Do *not* take it if",
                role=Role.HEAD,
            ),
            rows=(
                _cells(
                    "Acetaminophen", "500 mg every 6 hours", "2,000 mg", "You have liver disease."
                ),
                _cells(
                    "Ibuprofen",
                    "200 mg every 8 hours, with food",
                    "600 mg",
                    "You have kidney disease, a stomach ulcer or are pregnant.",
                ),
            ),
        ),
        _heading(2, "Getting back to normal"),
        Paragraph(
            _text(
                "Start to move the foot gently when the pain allows it. "
                "Draw the letters of the alphabet with your toes twice a day."
            )
        ),
        _heading(3, "Work and sport"),
        Paragraph(
            _text(
                "Many people work again after 1 week. "
                "Wait with running and jumping until you can stand on the foot without pain."
            )
        ),
        _heading(2, "Where this comes from"),
        Listing(
            ordered=True,
            items=(
                (
                    Paragraph(
                        _text(
                            "Rivera J, Okafor T. Ankles at home. Example J. 2024;7(2):11-19.",
                            translate=False,
                        )
                    ),
                ),
                (
                    Paragraph(
                        _text(
                            "Example Society of Joints. Guide to sprains, 3rd ed. 2025.",
                            translate=False,
                        )
                    ),
                ),
            ),
        ),
    ),
)

WORDING: dict[str, dict[str, str]] = {
    "es": {
        "Caring for a sprained ankle": "Cuidado de un esguince de tobillo",
        "A sprain is a stretched or torn ligament.":
            "Un esguince es un ligamento estirado o desgarrado.",
        "Most ankles heal at home within 6 weeks.":
            "La mayoría de los tobillos se curan en casa en 6 semanas.",
        "What to expect": "Qué esperar",
        "Your ankle may be swollen, bruised and sore.":
            "El tobillo puede estar hinchado, amoratado y dolorido.",
        "Swelling is worst in the first **48 hours** and then goes down.":
            "La hinchazón es mayor en las primeras **48 horas** y después disminuye.",
        "You can read more on the [page about strains](https://clinic.example/strains).":
            "Puede leer más en la [página sobre distensiones](https://clinic.example/strains).",
        "Get help now": "Busque ayuda de inmediato",
        "Call 480-555-0142 or go to the emergency room if:":
            "Llame al 480-555-0142 o acuda a urgencias si:",
        "You **cannot** take 4 steps on the foot.": "**No puede** dar 4 pasos con ese pie.",
        "The foot is cold, blue or numb.": "El pie está frío, azulado o entumecido.",
        "The pain gets worse after 3 days.": "El dolor empeora después de 3 días.",
        "Care at home": "Cuidados en casa",
        "Rest the ankle for the first 2 days.": "Descanse el tobillo durante los primeros 2 días.",
        "Cool it with ice wrapped in a towel:": "Enfríelo con hielo envuelto en una toalla:",
        "15 minutes at a time": "15 minutos cada vez",
        "no more than once every 2 hours": "no más de una vez cada 2 horas",
        "Wear an elastic bandage during the day.": "Use una venda elástica durante el día.",
        "Take it off at night.": "Quítesela por la noche.",
        "Raise the foot above the level of your heart.":
            "Eleve el pie por encima del nivel del corazón.",
        "Medicine for pain": "Medicamentos para el dolor",
        "Ask your pharmacist before you take any medicine with another one.":
            "Pregunte a su farmacéutico antes de tomar un medicamento junto con otro.",
        "Medicine": "Medicamento",
        "Adult dose": "Dosis para adultos",
        "At most in 24 hours": "Máximo en 24 horas",
        "Do *not* take it if": "*No* lo tome si",
        "Acetaminophen": "Acetaminofén",
        "500 mg every 6 hours": "500 mg cada 6 horas",
        "2,000 mg": "2,000 mg",
        "You have liver disease.": "Tiene una enfermedad del hígado.",
        "Ibuprofen": "Ibuprofeno",
        "200 mg every 8 hours, with food": "200 mg cada 8 horas, con comida",
        "600 mg": "600 mg",
        "You have kidney disease, a stomach ulcer or are pregnant.":
            "Tiene una enfermedad de los riñones o una úlcera de estómago, o está embarazada.",
        "Getting back to normal": "Volver a la normalidad",
        "Start to move the foot gently when the pain allows it.":
            "Empiece a mover el pie con suavidad cuando el dolor lo permita.",
        "Draw the letters of the alphabet with your toes twice a day.":
            "Dibuje las letras del abecedario con los dedos del pie dos veces al día.",
        "Work and sport": "Trabajo y deporte",
        "Many people work again after 1 week.":
            "Muchas personas vuelven a trabajar después de 1 semana.",
        "Wait with running and jumping until you can stand on the foot without pain.":
            "No corra ni salte hasta que pueda apoyarse en el pie sin dolor.",
        "Where this comes from": "Fuentes",
    },
    "pt_BR": {
        "Caring for a sprained ankle": "Cuidados com o tornozelo torcido",
        "A sprain is a stretched or torn ligament.":
            "A entorse é um ligamento esticado ou rompido.",
        "Most ankles heal at home within 6 weeks.":
            "A maioria dos tornozelos sara em casa em 6 semanas.",
        "What to expect": "O que esperar",
        "Your ankle may be swollen, bruised and sore.":
            "O tornozelo pode ficar inchado, roxo e dolorido.",
        "Swelling is worst in the first **48 hours** and then goes down.":
            "O inchaço é maior nas primeiras **48 horas** e depois diminui.",
        "You can read more on the [page about strains](https://clinic.example/strains).":
            "Leia mais na [página sobre distensões](https://clinic.example/strains).",
        "Get help now": "Procure ajuda agora",
        "Call 480-555-0142 or go to the emergency room if:":
            "Ligue para 480-555-0142 ou vá ao pronto-socorro se:",
        "You **cannot** take 4 steps on the foot.": "Você **não consegue** dar 4 passos com o pé.",
        "The foot is cold, blue or numb.": "O pé está frio, azulado ou dormente.",
        "The pain gets worse after 3 days.": "A dor piora depois de 3 dias.",
        "Care at home": "Cuidados em casa",
        "Rest the ankle for the first 2 days.": "Descanse o tornozelo nos primeiros 2 dias.",
        "Cool it with ice wrapped in a towel:": "Esfrie com gelo enrolado em uma toalha:",
        "15 minutes at a time": "15 minutos de cada vez",
        "no more than once every 2 hours": "no máximo uma vez a cada 2 horas",
        "Wear an elastic bandage during the day.": "Use uma faixa elástica durante o dia.",
        "Take it off at night.": "Tire à noite.",
        "Raise the foot above the level of your heart.":
            "Levante o pé acima do nível do coração.",
        "Medicine for pain": "Remédios para a dor",
        "Ask your pharmacist before you take any medicine with another one.":
            "Pergunte ao farmacêutico antes de tomar um remédio junto com outro.",
        "Medicine": "Remédio",
        "Adult dose": "Dose para adultos",
        "At most in 24 hours": "Máximo em 24 horas",
        "Do *not* take it if": "*Não* tome se",
        "Acetaminophen": "Paracetamol",
        "500 mg every 6 hours": "500 mg a cada 6 horas",
        "2,000 mg": "2.000 mg",
        "You have liver disease.": "Você tem doença do fígado.",
        "Ibuprofen": "Ibuprofeno",
        "200 mg every 8 hours, with food": "200 mg a cada 8 horas, com alimento",
        "600 mg": "600 mg",
        "You have kidney disease, a stomach ulcer or are pregnant.":
            "Você tem doença dos rins ou úlcera no estômago, ou está grávida.",
        "Getting back to normal": "Voltar ao normal",
        "Start to move the foot gently when the pain allows it.":
            "Comece a mexer o pé devagar quando a dor permitir.",
        "Draw the letters of the alphabet with your toes twice a day.":
            "Desenhe as letras do alfabeto com os dedos do pé duas vezes ao dia.",
        "Work and sport": "Trabalho e esporte",
        "Many people work again after 1 week.": "Muitas pessoas voltam a trabalhar em 1 semana.",
        "Wait with running and jumping until you can stand on the foot without pain.":
            "Só volte a correr e pular quando conseguir ficar em pé sobre o pé sem dor.",
        "Where this comes from": "Fontes",
    },
}  # fmt: skip

PAGE = Page(
    organisation="Saguaro Community Clinic",
    url="https://clinic.example/handouts",
    interpreter_line="Free interpreter: 480-555-0100",
    paper="us-letter",
    source_language="en",
    status="polyclinic 0.1.0; catalog 0123456789abcdef",
)


def wording(locale: str, article: Article = ARTICLE) -> dict[Key, str]:
    """(msgctxt, msgid) → msgstr for each segment of the article that WORDING knows."""
    found = [unit for text in article.texts() for unit in segment.of_text(text)]
    known = WORDING[locale]
    return {(u.msgctxt, u.msgid): known[u.msgid] for u in found if u.msgid in known}


REMOVED = {
    "es": (
        ("Stay in bed for 2 weeks.", "Quédese en cama 2 semanas."),
        ("Put **heat** on it: 480-555-0143.", "Aplique **calor**: 480-555-0143."),
    ),
    "pt_BR": (("Stay in bed for 2 weeks.", "Fique na cama por 2 semanas."),),
}


CHANGED = (
    "Swelling is worst in the first **48 hours** and then goes down.",
    "Care at home",
    "Take it off at night.",
    "200 mg every 8 hours, with food",
)


def since(locale: str = "es", *msgids: str) -> Since:
    """What a later version would say of these units, and of two that left the article."""
    by_msgid = {msgid: Unit(msgid, msgctxt) for msgctxt, msgid in wording(locale)}
    return Since("2025-11-20", tuple(by_msgid[msgid] for msgid in msgids), REMOVED[locale])


def final(locale: str = "es", since: Since | None = None) -> Handout:
    """The sample as a final handout."""
    approved = Approved(
        wording(locale), "Translated by A. Reyes (CHI), approved by M. Duarte (ATA)", "2026-04-02",
        "0" * 64, since,
    )  # fmt: skip
    return _composed(approved, locale)


def draft(
    locale: str = "es",
    without: tuple[str, ...] = (),
    every: str = "",
    since: Since | None = None,
) -> Handout:
    """The sample as a DRAFT: some msgids untranslated, or one text in every msgstr's place."""
    texts = {key: every or text for key, text in wording(locale).items() if key[1] not in without}
    drafts = Drafts(texts, "Machine draft (firefox), not reviewed", "2026-04-02", "0" * 64, since)
    return _composed(drafts, locale)


def _composed(text: Wording, locale: str) -> Handout:
    return compose(ARTICLE, text, language(locale), PAGE, labels(locale))
