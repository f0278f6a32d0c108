"use strict";
const field = document.getElementById("search");
const told = document.getElementById("found");
const rows = [...document.querySelectorAll(".handout")];
const plain = (text) =>
  text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
const titles = new Map(
  rows.map((row) => [row, plain(row.querySelector(".titles").textContent)]),
);

function search() {
  const asked = plain(field.value).split(/\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !asked.every((word) => titles.get(row).includes(word));
  for (const part of [...document.querySelectorAll(".locale, .part")]) {
    part.hidden = asked.length > 0 && !part.querySelector(".handout:not([hidden])");
  }
  const found = rows.filter((row) => !row.hidden).length;
  told.textContent = asked.length ? `${found} of ${rows.length} found` : "";
}

field.addEventListener("input", search);
field.closest("[hidden]").hidden = false;
