// Listens for the next build: a good one reloads the page where it was read, a
// failed one shows what is wrong over it, as does a page that could not be made.
(() => {
  const place = `mithaq:${location.pathname}`;
  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    addEventListener("load", () => scrollTo(0, Number(kept)));
  }
  const show = async () => {
    const found = await (await fetch("/_mithaq/findings")).json();
    document.querySelector(".mithaq-findings")?.remove();
    if (found.length === 0) return;
    const box = document.createElement("section");
    box.className = "mithaq-findings";
    box.lang = "en";
    box.dir = "ltr";
    box.setAttribute("role", "alert");
    const heading = document.createElement("h2");
    heading.textContent = "The site has errors; what is shown may be older than its files";
    const list = document.createElement("ol");
    for (const finding of found) {
      const item = document.createElement("li");
      for (const [tag, text] of [
        ["b", finding.message],
        ["code", `${finding.file}:${finding.line}:${finding.column}`],
        ["p", finding.hint ?? ""],
      ]) {
        const part = document.createElement(tag);
        part.dir = "auto";
        part.textContent = text;
        item.append(part);
      }
      list.append(item);
    }
    box.append(heading, list);
    document.body.append(box);
  };
  const events = new EventSource("/_mithaq/events");
  events.addEventListener("reload", () => {
    sessionStorage.setItem(place, String(scrollY));
    location.reload();
  });
  events.addEventListener("findings", show);
  addEventListener("DOMContentLoaded", show);
})();
