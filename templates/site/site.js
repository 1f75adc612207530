// Small helps; every page says all that it has to say without them.
"use strict";
const asOf = {{ edition.as_of|day|tojson }};
const lastGood = {{ (edition.last_good.isoformat() if edition.last_good else "")|tojson }};
const STALE = 36 * 3600 * 1000;

function sayDay() {
  const place = document.getElementById("as-of");
  if (place && !place.textContent.trim()) place.textContent = `As of ${asOf} (UTC).`;
}

function warnWhenStale() {
  const notice = document.getElementById("stale");
  const age = Date.now() - Date.parse(lastGood);
  if (!notice || !(age > STALE)) return;
  const days = Math.floor(age / 86400000);
  notice.firstChild.textContent = `The last good run was ${days < 2 ? "more than 36 hours" : `${days} days`} ago. What stands here may be out of date: see the `;
  notice.hidden = false;
}

function value(row, column) {
  const cell = row.cells[column];
  const text = cell.dataset.value ?? cell.textContent.trim();
  return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

function compare(one, other) {
  return typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)));
      table.tBodies[0].append(...rows);
    });
  });
}

function makeFilterable(list) {
  if (list.children.length < 8) return;
  const label = document.createElement("label");
  label.className = "filter";
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  label.append(`Filter these ${list.dataset.filter} `, field);
  const shown = document.createElement("output");
  label.append(shown);
  list.before(label);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const items = [...list.children];
    for (const item of items) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    const left = items.filter((item) => !item.hidden).length;
    shown.textContent = words.length ? `${left} of ${items.length}` : "";
  });
}

warnWhenStale();
document.addEventListener("DOMContentLoaded", () => {
  sayDay();
  document.querySelectorAll("table[data-sort]").forEach(makeSortable);
  document.querySelectorAll("[data-filter]").forEach(makeFilterable);
});
