"""One patient article on its way to reviewed handouts in many languages.

    read/        source file         → Article       one inline notation afterwards
    segment.py   Article             ⇄ Segments      sentences; join gives the paragraph back
    catalog.py   Segments            ⇄ .po           create, merge, read, write
    termbase.py  glossary.yaml       → Termbase      find terms in text, per locale
    lock.py      Segment + engine    → candidates    locked terms survive translation, verified
    engines/     texts               → texts         firefox, apertium, services, pseudo
    draft.py     Catalog             → Catalog       engine through the lock; all of it fuzzy
    checks/      Unit                → Findings      one small file a check
    review.py    Catalog + events    → Approved      states, sign-off bound to content
    publish/     Article + Approved  → bytes         compose → Handout; html (Jinja2), pdf (Typst)
    run.py       the chain over independent (article × locale) jobs

Under them: `model` (the values they exchange), `errors`, `inline`, `languages`, `numerals`,
`files` (atomic writes). Imports point down only; tests/test_house.py holds that.
"""

__version__ = "0.1.0"
