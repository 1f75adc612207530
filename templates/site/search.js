// Searches the statements with Pagefind's index in search/. What is found goes into the page as text, never as HTML.
const FILTERS = ["speaker", "outlet", "language", "period"];
const AT_ONCE = 20;

const at = (id) => document.getElementById(id);
const [form, words, told, found, more] = ["search", "words", "told", "found", "more"].map(at);
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

// Pagefind marks words by <mark>, and escapes what else looks like a tag.
function excerpt(html) {
  const line = element("p", "", { className: "original", dir: "auto" });
  const plain = (part) => part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  html.split(/<mark>(.*?)<\/mark>/s).forEach((part, index) => {
    line.append(index % 2 ? element("mark", plain(part)) : plain(part));
  });
  return line;
}

function shown(one) {
  const item = element("li", "", { className: "statement" });
  const title = element("p", "", { className: "words", dir: "auto" });
  title.append(element("a", one.meta.title, { href: one.meta.path }));
  const facts = [one.meta.speaker || "Speaker unknown", one.meta.day].filter(Boolean).join(" · ");
  const body = element("div", "");
  body.append(title, excerpt(one.excerpt), element("p", facts, { className: "facts" }));
  item.append(body);
  return item;
}

function languageName(code) {
  try {
    return languages.of(code);
  } catch {
    return code; // no code of a language
  }
}

const chosen = {}; // by filter and value: the statements, by Pagefind's names for them

async function fill() {
  const { names, ...filters } = await (await fetch("search/filters.json")).json();
  for (const name of FILTERS) {
    const entries = Object.entries(filters[name]).map(([value, numbers]) => [value, new Set(numbers.map((n) => names[n]))]);
    chosen[name] = Object.fromEntries(entries);
    const values = Object.keys(chosen[name]).sort((a, b) => a.localeCompare(b));
    if (name === "period") values.reverse();
    for (const value of values) {
      at(name).append(element("option", name === "language" ? languageName(value) : value, { value }));
    }
  }
}

function asked() {
  const filters = FILTERS.map((name) => [name, at(name).value]).filter(([, value]) => value);
  return { text: words.value.trim(), filters: Object.fromEntries(filters) };
}

function remember({ text, filters }) {
  const query = new URLSearchParams({ ...(text && { q: text }), ...filters }).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function recall() {
  const query = new URLSearchParams(location.search);
  words.value = query.get("q") ?? "";
  for (const name of FILTERS) at(name).value = query.get(name) ?? "";
  for (const name of FILTERS) if (at(name).selectedIndex < 0) at(name).value = "";
}

let turn = 0; // the latest search: an earlier one that answers later is dropped

async function search(pagefind) {
  const mine = (turn += 1);
  const { text, filters } = asked();
  remember({ text, filters });
  const empty = !text && !Object.keys(filters).length;
  const hits = empty ? [] : (await pagefind.search(text || null)).results;
  if (mine !== turn) return;
  const results = hits.filter(({ id }) => Object.entries(filters).every(([name, value]) => chosen[name][value]?.has(id)));
  found.replaceChildren();
  told.textContent = empty ? "" : `${results.length} ${results.length === 1 ? "statement" : "statements"}`;
  more.onclick = () => show(results, mine);
  await show(results, mine);
}

async function show(results, mine) {
  const from = found.childElementCount;
  const part = await Promise.all(results.slice(from, from + AT_ONCE).map((one) => one.data()));
  if (mine !== turn) return;
  found.append(...part.map(shown));
  more.hidden = found.childElementCount >= results.length;
}

async function start() {
  const pagefind = await import("./search/pagefind.js");
  await pagefind.options({ baseUrl: new URL("./", location.href).pathname, excerptLength: 30 });
  await fill();
  form.hidden = false;
  recall();
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(pagefind).catch(fail), 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(pagefind).catch(fail);
  });
  await search(pagefind);
}

function fail() {
  told.textContent = "The search index could not be loaded.";
}

if (location.protocol.startsWith("http")) start().catch(fail);
