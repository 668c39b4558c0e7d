// The sites under test: where they are, and the pages that each one holds.
import { readdirSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
export const mithaq = process.env.MITHAQ ?? join(target, "release/mithaq");
/** Everything that the tests write stands in here. */
export const work = join(target, "browser");

/** Five associations: the repository's own content. */
export const portal = join(work, "portal");
/** Its source: that content, with an inbox that receives its forms. */
export const portalSource = join(work, "portal-source");
/** The same, made to stand in a sub-path. */
export const subPath = "/sub/";
export const sub = join(work, "sub");
/** What `mithaq init` writes: one association at the root, with phone numbers. */
export const exampleSource = join(work, "example");
export const example = join(exampleSource, "output");
/** What the two others do not have: drafts, several versions, missing translations, tables, long words. */
export const fullSource = join(here, "full");
export const full = join(work, "full");
/** The portal in the plain theme, and what the portal does not have. */
export const plain = join(work, "plain");
export const fullPlain = join(work, "full-plain");

/** Two associations of 505 short policies each, and the pages of it that show the whole site. */
export const largeSource = join(work, "large");
export const large = join(largeSource, "output");
export const largePages = ["ar", "en"].flatMap((lang) =>
  ["", "search/", "changes/", "changes/2023-03/2/", "changes/undated/"].map((path) => ({ path: `${lang}/${path}`, kind: `${path || "home"} of a large site`, lang })));

/** Every page of a built site: `{path, kind, lang}`; `path` has no leading slash. */
export function pages(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.split(sep).join("/"));
  return files.filter((file) => file.endsWith(".html")).sort().map((file) => {
    const path = file.replace(/(^|\/)index\.html$/, "$1");
    return { path, kind: kindOf(path), lang: path.startsWith("en/") ? "en" : "ar" };
  });
}

function kindOf(path) {
  if (path === "404.html") return "not-found";
  const parts = path.split("/").filter(Boolean).slice(1);
  const last = parts.at(-1);
  if (parts.length === 0) return "home";
  if (/^\d+\.\d+$/.test(last)) return "version";
  if (last === "changes" && parts.length > 1) return "comparison";
  if (parts.at(-2) === "policies") return "policy";
  if (parts.at(-2) === "forms") return "form";
  return parts.length === 1 && !["channels", "search", "changes"].includes(last) ? "association" : last;
}

/** One page of each kind in each language; of several, the one with the most bytes would be a
 * moving target, so it is the first whose path holds `prefer`. */
export function onePerKind(folder, prefer = "") {
  const found = new Map();
  for (const page of pages(folder)) {
    const key = `${page.kind} ${page.lang}`;
    if (!found.has(key) || (!found.get(key).path.includes(prefer) && page.path.includes(prefer))) found.set(key, page);
  }
  return [...found.values()];
}
