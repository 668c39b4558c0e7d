// Four comforts; every page works without them.
(() => {
// Opened from a folder, there is no server that finds the page of an address.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a[href]")) {
    const [path, hash] = link.getAttribute("href").split("#");
    if (path.endsWith("/") && !path.includes(":")) link.setAttribute("href", `${path}index.html${hash ? `#${hash}` : ""}`);
  }
}

const at = (hash) => hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));

// Where one is: the entry of the contents whose section is being read.
const entries = new Map();
for (const link of document.querySelectorAll(".contents a")) {
  const section = at(link.hash);
  if (section) entries.set(section, link);
}
let current = null;
if (entries.size) {
  const seen = new Set();
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) isIntersecting ? seen.add(target) : seen.delete(target);
    const here = [...entries.keys()].filter((section) => seen.has(section)).pop();
    if (here === current) return;
    entries.get(current)?.removeAttribute("aria-current");
    current = here;
    entries.get(current)?.setAttribute("aria-current", "location");
  }, { rootMargin: "-8px 0px -70% 0px" });
  for (const section of entries.keys()) observer.observe(section);
}

// The same clause in the other language.
const languages = [...document.querySelectorAll("a.language")];
const carry = () => {
  const hash = location.hash || (current ? `#${current.id}` : "");
  for (const link of languages) link.setAttribute("href", link.getAttribute("href").split("#")[0] + hash);
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
addEventListener("hashchange", arrive);
if (location.hash) arrive();
})();
