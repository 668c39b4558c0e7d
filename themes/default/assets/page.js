// Comforts; every page works without them. What can wait is done piece by piece once the page is
// painted, so that a slow phone never stands still.
(() => {
const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 50));

// Opened from a folder, there is no server that finds the page of an address.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a[href]")) {
    const [, path, rest] = /^([^?#]*)(.*)/.exec(link.getAttribute("href"));
    if (path.endsWith("/") && !path.includes(":")) link.setAttribute("href", `${path}index.html${rest}`);
  }
  for (const form of document.querySelectorAll(".ask[action]")) form.setAttribute("action", `${form.getAttribute("action")}index.html`);
}

const at = (hash) => hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));

// On a phone the contents are a bar that names where one is, and a list that goes when it has led on.
const list = document.querySelector(".contents details");
if (list) {
  const close = () => (list.open = false);
  list.addEventListener("click", ({ target }) => target.closest("a") && close());
  list.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  addEventListener("pointerdown", ({ target }) => list.contains(target) || close());
}

// Where one is: the entry of the contents whose section is being read.
let current = null;
idle(() => {
  const entries = new Map();
  for (const link of document.querySelectorAll('.contents a[href^="#"]')) {
    const section = at(link.hash);
    if (section) entries.set(section, link);
  }
  const here = list?.querySelector(".here");
  const seen = new Set();
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) isIntersecting ? seen.add(target) : seen.delete(target);
    const last = [...entries.keys()].filter((section) => seen.has(section)).pop();
    if (last === current) return;
    entries.get(current)?.removeAttribute("aria-current");
    current = last;
    entries.get(current)?.setAttribute("aria-current", "location");
    if (here) here.textContent = entries.get(current)?.textContent ?? "";
  }, { rootMargin: "-8px 0px -70% 0px" });
  for (const section of entries.keys()) observer.observe(section);
});

// The same clause in the other language, and the same words to search for.
const languages = [...document.querySelectorAll("a.language")];
const carry = () => {
  const hash = location.hash || (current ? `#${current.id}` : "");
  const query = document.getElementById("finder") ? location.search : "";
  for (const link of languages) link.setAttribute("href", link.getAttribute("href").split(/[?#]/)[0] + query + hash);
};
for (const link of languages) link.addEventListener("click", carry);

// The focus goes to the clause that was asked for.
const arrive = () => {
  carry();
  const target = at(location.hash);
  if (!target || target.matches("a, button, input, select, textarea, summary")) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
};
// The key `/` leads to the search box from anywhere but a field; on an Arabic keyboard it writes «ظ».
addEventListener("keydown", (event) => {
  const box = document.querySelector(".ask:not([hidden]) input");
  if (!box || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === box && !box.value) box.blur();
  if ((event.key !== "/" && event.key !== "ظ") || event.target.closest("input, select, textarea, [contenteditable]")) return;
  event.preventDefault();
  // On a phone the head has a link in place of the box.
  if (!box.checkVisibility()) return document.querySelector(".to-search")?.click();
  box.focus();
  box.select();
});

// A citation of each clause, for a letter or a report: in words, with the address that stays.
const citing = document.getElementById("citing");
let offer = () => {};
if (citing) {
  const { cite, comma, address } = citing.dataset;
  const [button, told] = citing.content.children;
  document.body.append(told);
  let gone;
  const copy = async (link) => {
    const said = document.createElement("bdi");
    said.textContent = [cite, link.dataset.cite, address + link.hash].filter(Boolean).join(comma);
    clearTimeout(gone);
    const copied = await navigator.clipboard?.writeText(said.textContent).then(() => true, () => false);
    told.replaceChildren(copied ? told.dataset.done : told.dataset.byHand, " ", said);
    if (copied) gone = setTimeout(() => told.replaceChildren(), 8000);
    else getSelection().selectAllChildren(said);
  };
  offer = (link) => {
    if (link.nextElementSibling?.matches(".cite")) return;
    const own = button.cloneNode(true);
    own.setAttribute("aria-label", [button.textContent, link.dataset.cite].filter(Boolean).join(": "));
    own.addEventListener("click", () => copy(link));
    link.after(own);
  };
  addEventListener("focusin", ({ target }) => target.matches(".permalink") && offer(target));
  addEventListener("keydown", ({ key }) => key === "Escape" && told.replaceChildren());
}

// What the style sheet leaves out at first is laid out here: a few clauses in each frame, or all at
// once for whoever comes to a place in the middle.
const parts = [...document.querySelectorAll("section.section, :is(.section, .text) > .clauses > .item, .after"), document.body];
const lay = (some) => {
  for (const part of some) {
    part.classList.add("laid");
    part.querySelectorAll(part.matches("section") ? ":scope > .permalink" : ".permalink").forEach(offer);
  }
};
const next = () => {
  lay(parts.splice(0, 4));
  if (parts.length) requestAnimationFrame(() => idle(next));
};
if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") lay(parts.splice(0));
else idle(next);
// Whoever is off before that keeps what is read where it is.
addEventListener("scroll", () => {
  const rest = parts.splice(0);
  if (rest.length) requestAnimationFrame(() => requestAnimationFrame(() => {
    const read = [60, 90, 120, 150, 180].map((y) => document.elementFromPoint(innerWidth / 2, y)?.closest(".words, h2, h3, h4, h5, h6, .clause")).find(Boolean);
    const before = read?.getBoundingClientRect().top;
    lay(rest);
    if (read) scrollBy(0, read.getBoundingClientRect().top - before);
  }));
}, { once: true });

addEventListener("hashchange", () => {
  if (parts.length) {
    lay(parts.splice(0));
    at(location.hash)?.scrollIntoView();
  }
  arrive();
});
if (location.hash) arrive();
})();
