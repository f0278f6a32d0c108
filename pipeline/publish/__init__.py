"""Handouts for people: `compose` makes the value, `html` and `pdf` make the pages from it.

compose   Article + Approved | Drafts   → Handout
labels    the page's own strings, by locale
html      Handout                       → one self-contained page (handout.html.j2, handout.css)
cards     Handout + its files           → what they hold, for the catalogue of the build folder
shelf     Cards                         → one page with all handouts (shelf.html.j2, .css, .js)
colours   the accent colour             → what is readable of it on light and dark screens
pdf       Handout + Layout              → PDF/A-2a and PDF/UA-1 in one file (handout.typ)
sheet     Handout + Layout              → what the PDF's template reads
runs      text                          → what keeps together, and what is read aloud
measures  the typographic scale of each layout
drawing   a drawing                     → its shapes, and its words with their places
tagged    PDF + what its blocks say     → the same with /ActualText
fonts     the pinned font files of the PDF, by script
"""
