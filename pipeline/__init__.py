"""One patient article on its way to reviewed handouts in many languages.

    read/        source file         → Article       one inline notation afterwards
    segment.py   Article             ⇄ Segments      sentences; join gives the paragraph back
    catalog.py   Segments            ⇄ .po           create, read, write
    leverage.py  Catalog + article   → Catalog       what stays, comes back, changed, is known
    memory/      Records             → an index      the same and similar sentences; TMX
    glossary.py  glossary.yaml       → Termbase      termbase.py finds terms in text, per locale
    engines/     texts               → texts         firefox, apertium, services, pseudo
    lock/        Segment + engine    → candidates    locked terms survive translation, verified
    draft.py     Catalog             → Catalog       engine through the lock; all of it fuzzy
    meaning/     source + back       → Differences   what a back-translation changed
    checks/      Unit                → Findings      one small file a check
    review.py    Catalog + events    → Approved      states, sign-off bound to content
    publish/     Article + Approved  → bytes         compose → Handout; html (Jinja2), pdf (Typst)
    job.py       one article in one locale, laid out; stages.py does with it what is asked
    run.py       the chain: independent jobs on an executor, results kept by content hash (kept.py)

Beside it: `project` (settings and paths), `events` (facts about units), `report` (findings as
text), `intake` (files from outside), `loose` (`.po` files of no project), `mail` (files that leave
and come back), `receive` (what of them fits), `xliff/` (for CAT tools), `exchange/` (terms for
other programs), `recall` (what feeds the memory), `history` and `changes` (what changed, in words),
`threeway` (two branches), `waivers` (findings that are no mistake), `signing` (OpenSSH), `evidence`
(the audit report), `glossary_lint`, `agreement` (words beside a term, by the tables in `grammar/`),
`commands/`. Under all: `model` (the values they exchange), `errors`, `inline`, `languages`,
`numerals`, `matching` (forms as whole words), `progress` (states counted), `xml`, `files` (atomic
writes). Imports point down only; import-linter holds that.
"""

__version__ = "0.1.0"

SETTINGS = "polyclinic.toml"
"""What a project's folder is known by."""
