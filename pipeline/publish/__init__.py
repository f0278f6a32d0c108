"""Handouts for people: `compose` makes the value, `html` and `pdf` make the pages from it.

compose   Article + Approved | Drafts   → Handout
labels    the page's own strings, by locale
html      Handout                       → one self-contained page (handout.html.j2, handout.css)
pdf       Handout                       → PDF/A-2a and PDF/UA-1 in one file (handout.typ)
fonts     the pinned font files of the PDF
"""
