// The search page: answers as one types. Without it, the page is a list of everything.
(() => {
const byId = (id) => document.getElementById(id);
const form = byId("finder");
if (!form) return;
const settings = JSON.parse(byId("settings").textContent);
const page = document.documentElement;
const [box, told, results, hits, facets, more, none, list] =
  ["query", "told", "results", "hits", "facets", "more", "none", "list"].map(byId);
const FILTERS = ["association", "category", "written"];
const STEP = 10;
const PAUSE = 120;
const PATIENCE = 300;
const LONGEST = 300;
const MOST_CHOICES = 8;

// What is asked: the words, the filters and how many answers.
let asked = {};
// Whether the address of now was left as it is on purpose, so that Back leads to it.
let settled = true;
let turn = 0;
let tries = 0;
let opening = null;
let active = null;

// An element with its attributes and what stands inside it.
function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

// Words by themselves, marked where they are not in the page's language.
function isolated(words, lang = /[\u0621-\u064a]/.test(words) ? "ar" : "en") {
  return make("bdi", { lang: lang === page.lang ? undefined : lang, dir: lang === "ar" ? "rtl" : "ltr" }, words);
}

const counted = (n) => {
  const form = settings.count[new Intl.PluralRules(page.lang).select(n)] ?? settings.count.other;
  return form.replace("{n}", n);
};

// The index, opened once. A module that failed to load is kept as failed by some browsers, by its address.
function open() {
  const root = new URL(settings.root, location.href).href;
  const engine = new URL(settings.engine, location.href);
  if (tries) engine.searchParams.set("try", tries);
  opening ??= import(engine.href).then(({ openIndex }) => openIndex(root));
  opening.catch(() => {
    opening = null;
    tries += 1;
  });
  return opening;
}

// Shows one state of the page: idle, results, none, failed.
function show(state, words = "") {
  results.hidden = state !== "results" && state !== "none";
  hits.hidden = more.hidden = state !== "results";
  none.hidden = state !== "none";
  byId("failed").hidden = state !== "failed";
  list.hidden = state === "results";
  box.setAttribute("aria-expanded", state === "results");
  document.body.dataset.search = state;
  told.textContent = words;
  results.removeAttribute("aria-busy");
  if (state !== "results") choose(null);
}

async function search() {
  const mine = ++turn;
  if (!asked.q.trim()) return show("idle");
  const { q, limit, ...chosen } = asked;
  results.setAttribute("aria-busy", "true");
  const waiting = setTimeout(() => {
    if (mine === turn) told.textContent = settings.busy;
  }, PATIENCE);
  try {
    const index = await open();
    const found = await index.search(q, { ...chosen, lang: page.lang, limit, facets: true });
    if (mine === turn) answer(found);
  } catch {
    if (mine === turn) show("failed", settings.failed);
  }
  clearTimeout(waiting);
}

function answer(found) {
  const focused = hits.contains(document.activeElement) ? document.activeElement.id : null;
  choose(null);
  hits.replaceChildren(...found.hits.map(hitView));
  showFacets(found);
  byId("everywhere").hidden = !FILTERS.some((filter) => asked[filter]);
  show(found.total ? "results" : "none", found.total ? counted(found.total) : settings.none);
  more.hidden = found.hits.length >= found.total;
  if (focused) byId(focused)?.focus();
}

function hitView(hit, nth) {
  const isHeading = hit.kind === "section";
  const words = make("span", { class: "words" }, ...hit.parts.map(([text, marked]) => (marked ? make("mark", {}, text) : text)));
  const label = /[\p{L}\p{N}]/u.test(hit.label) ? [make("span", { class: "label" }, isolated(hit.label, hit.lang)), " "] : [];
  const heading = isolated(hit.heading || hit.title, hit.heading ? hit.lang : undefined);
  const own = isolated("", hit.lang);
  own.append(...label, words);
  const cited = [isHeading && hit.heading && isolated(hit.heading, hit.lang), (isHeading || hit.heading) && isolated(hit.title)];
  if (settings.portal) cited.push(isolated(hit.association_name));
  cited.push(make("span", {}, `${settings.version} `, make("bdi", { dir: "ltr", class: "number" }, hit.version)));
  return make("a", { role: "option", id: `hit-${nth}`, class: "hit", href: hit.url, "aria-selected": "false" },
    make("b", {}, isHeading ? own : heading), " ",
    ...(isHeading ? [] : [make("span", { class: "said" }, own), " "]),
    make("span", { class: "facts" }, ...cited.filter(Boolean).flatMap((part) => [make("span", {}, part), " "])));
}

// Groups of choices; a group in which no choice would leave anything out is not shown.
function showFacets({ total, facets: { associations, categories, languages } }) {
  const focused = facets.contains(document.activeElement) ? document.activeElement.dataset.choice : null;
  const name = ({ name }) => name[page.lang] ?? name.ar ?? name.en;
  const groups = [
    ["association", settings.portal ? associations : [], name],
    ["category", categories, ({ id }) => settings.categories[id] ?? id],
    ["written", languages, ({ id }) => settings.languages[id] ?? id],
  ];
  facets.replaceChildren(...groups.flatMap(([filter, choices, name]) => {
    const chosen = asked[filter];
    if (!chosen && choices.every(({ count }) => count === total)) return [];
    const buttons = choices.map((choice) => choiceView(filter, choice, name(choice)));
    const others = buttons.splice(MOST_CHOICES);
    const rest = others.length ? [make("details", others.some((one) => one.ariaPressed === "true") ? { open: "" } : {}, make("summary", {}, settings.others), make("div", { class: "choices" }, ...others))] : [];
    return [make("fieldset", {}, make("legend", {}, settings[filter]), make("div", { class: "choices" }, ...buttons), ...rest)];
  }));
  byId("narrow").hidden = !facets.firstChild;
  if (focused) facets.querySelector(`[data-choice="${CSS.escape(focused)}"]`)?.focus();
}

function choiceView(filter, { id, count }, name) {
  const pressed = asked[filter] === id;
  const button = make("button", { type: "button", class: "choice", "aria-pressed": pressed, "data-choice": `${filter} ${id}` },
    isolated(name), " ", make("span", { class: "count" }, String(count)));
  button.addEventListener("click", () => ask({ [filter]: pressed ? null : id }, true));
  return button;
}

// Marks an answer as the one that Enter opens; the focus stays in the box.
function choose(hit) {
  active?.setAttribute("aria-selected", "false");
  active = hit;
  if (!hit) return box.removeAttribute("aria-activedescendant");
  hit.setAttribute("aria-selected", "true");
  box.setAttribute("aria-activedescendant", hit.id);
  hit.scrollIntoView({ block: "nearest" });
}

// Changes what is asked. What is asked for good gets an entry of its own in the history;
// while one types, the entry of now is written anew.
function ask(change, forGood) {
  clearTimeout(pausing);
  asked = { ...asked, limit: STEP, ...change };
  const address = new URL(location.href);
  address.hash = "";
  for (const key of ["q", ...FILTERS]) asked[key] ? address.searchParams.set(key, asked[key]) : address.searchParams.delete(key);
  const isNew = settled && address.href !== location.href.split("#")[0];
  settled = forGood;
  try {
    history[isNew ? "pushState" : "replaceState"]({ limit: asked.limit, settled }, "", address);
  } catch {
    // Some browsers refuse addresses that change very often; the next change is written again.
  }
  return search();
}

// Asks what the address says.
function arrive() {
  const said = new URLSearchParams(location.search);
  asked = { q: (said.get("q") ?? "").slice(0, LONGEST), limit: history.state?.limit ?? STEP };
  for (const filter of FILTERS) asked[filter] = said.get(filter) || null;
  settled = history.state?.settled ?? true;
  if (box.value !== asked.q) box.value = asked.q;
  search();
}

const typed = () => box.value.slice(0, LONGEST);
let pausing;
const isNews = () => typed() !== asked.q;
box.addEventListener("input", () => {
  clearTimeout(pausing);
  choose(null);
  pausing = setTimeout(() => isNews() && ask({ q: typed() }, false), PAUSE);
});
box.addEventListener("focus", () => open().catch(() => {}), { once: true });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ q: typed() }, true);
  if (matchMedia("(pointer: coarse)").matches) box.blur();
});
more.addEventListener("click", async () => {
  const next = `hit-${asked.limit}`;
  await ask({ limit: asked.limit + STEP }, true);
  byId(next)?.focus();
});
byId("again").addEventListener("click", () => {
  box.focus();
  search();
});
byId("everywhere").addEventListener("click", () => {
  box.focus();
  ask(Object.fromEntries(FILTERS.map((filter) => [filter, null])), true);
});

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const { key } = event;
  const all = [...hits.children];
  if (hits.hidden) all.length = 0;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!all.length) return;
    event.preventDefault();
    const at = all.indexOf(active) + (key === "ArrowDown" ? 1 : active ? -1 : 0);
    choose(at < 0 && key === "ArrowUp" && !active ? all.at(-1) : all[at] ?? (key === "ArrowDown" ? all.at(-1) : null));
  } else if (key === "Enter" && active) {
    event.preventDefault();
    active.click();
  } else if (key === "Escape" && (active || box.value)) {
    event.preventDefault();
    if (active) return choose(null);
    box.value = "";
    ask({ q: "" }, true);
  }
});
// Whoever came to the answers with Tab moves among them the same way.
hits.addEventListener("keydown", (event) => {
  const here = document.activeElement;
  const to = { ArrowDown: here.nextElementSibling, ArrowUp: here.previousElementSibling ?? box, Escape: box }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  to?.focus();
});
hits.addEventListener("focusin", ({ target }) => choose(target.closest(".hit")));

if (location.protocol === "file:" || !settings.engine) {
  byId("in-folder").hidden = false;
  return;
}
box.type = "text";
box.setAttribute("role", "combobox");
box.setAttribute("aria-controls", "hits");
box.setAttribute("aria-autocomplete", "list");
form.hidden = byId("hint").hidden = false;
addEventListener("popstate", arrive);
arrive();
if (asked.q && !matchMedia("(pointer: coarse)").matches) box.focus({ preventScroll: true });
})();
