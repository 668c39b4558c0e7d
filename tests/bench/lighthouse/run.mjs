// The four categories of Lighthouse, for a phone, over one page of each kind; `run` says how to start it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { serve } from "../../browser/server.mjs";
import { fullSource, onePerKind, root, target } from "../../browser/sites.mjs";

const TARGETS = { performance: 99, accessibility: 100, "best-practices": 100, seo: 100 };
/** The kinds looked at in English as well. */
const ENGLISH = ["home", "association", "policy", "form"];

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" }, only: { type: "string", default: "" } } });
const rounds = Number(values.rounds);
const work = join(target, "bench-lighthouse");
const program = process.env.MITHAQ ?? ["release", "debug"].map((profile) => join(target, profile, "mithaq")).find(existsSync);
if (!program) throw new Error("there is no program to build the pages with: `cargo build` makes it");

/** Builds a site as its user would, and serves it as a host does: compressed, with the headers of its `_headers`. */
async function built(name, ...args) {
  const folder = join(work, name);
  rmSync(folder, { recursive: true, force: true });
  execFileSync(program, ["build", "--output", folder, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  return { folder, ...(await serve(folder, "/", { packed: true })) };
}

/** One page of each kind: of the longest policy of content/, and what content/ has not, of the browser tests' own site. */
function chosen(portal, full) {
  const own = onePerKind(portal.folder, "baraem").map((page) => ({ ...page, site: portal }));
  const known = new Set(own.map(({ kind }) => kind));
  const others = onePerKind(full.folder, "complaints").filter(({ kind }) => !known.has(kind)).map((page) => ({ ...page, site: full }));
  return [...own, ...others].filter(({ kind, lang, path }) => (lang === "ar" || ENGLISH.includes(kind)) && `${kind} ${lang} ${path}`.includes(values.only));
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** The scores of one load, of 100, and the audits that took something away. */
async function load(url, port) {
  const { lhr } = await lighthouse(url, { port, logLevel: "error", output: "json", formFactor: "mobile" });
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  const lost = {};
  const scores = {};
  // A page that search engines are to pass over says so.
  const meant = lhr.audits["is-crawlable"].score === 0 && (await (await fetch(url)).text()).includes("noindex");
  for (const id of Object.keys(TARGETS)) {
    const { score, auditRefs } = lhr.categories[id];
    lost[id] = auditRefs.filter(({ id: audit, weight }) => weight > 0 && lhr.audits[audit].score !== null && lhr.audits[audit].score < 1).map((ref) => ref.id);
    if (id === "seo" && meant) lost[id] = lost[id].filter((audit) => audit !== "is-crawlable");
    scores[id] = id === "seo" && meant && lost[id].length === 0 ? 100 : Math.round(score * 100);
  }
  const measure = (audit) => Math.round(lhr.audits[audit].numericValue);
  return { scores, lost, meant, lcp: measure("largest-contentful-paint"), blocked: measure("total-blocking-time"), shift: lhr.audits["cumulative-layout-shift"].numericValue, index: lhr.environment.benchmarkIndex, lhr };
}

mkdirSync(work, { recursive: true });
const portal = await built("portal", "--site", root);
const full = await built("full", "--site", fullSource, "--drafts", "--today", "2026-06-01");
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const missed = [];
const speeds = [];
console.log(`| page | language | performance | accessibility | best practices | SEO | largest paint | blocked | shift |\n|${"---|".repeat(9)}`);
try {
  for (const { kind, lang, path, site } of chosen(portal, full)) {
    const found = [];
    for (let round = 0; round < rounds; round += 1) found.push(await load(site.url + path, chrome.port));
    speeds.push(...found.map(({ index }) => index));
    // Only performance differs from load to load; of the rest the worst counts.
    const score = (id) => (id === "performance" ? median : (list) => Math.min(...list))(found.map(({ scores }) => scores[id]));
    const [performance, ...rest] = Object.keys(TARGETS).map(score);
    const of = (what) => median(found.map((one) => one[what]));
    console.log(`| ${kind} | ${lang} | ${performance} | ${rest[0]} | ${rest[1]} | ${rest[2]}${found[0].meant ? " but for noindex" : ""} | ${of("lcp")} ms | ${of("blocked")} ms | ${of("shift")} |`);
    for (const [id, least] of Object.entries(TARGETS)) {
      if (score(id) >= least) continue;
      const audits = [...new Set(found.flatMap(({ lost }) => lost[id]))].join(", ");
      missed.push(`/${path}: ${id} ${score(id)}, not ${least}: ${audits}`);
      writeFileSync(join(work, `${kind}-${lang}.json`), JSON.stringify(found[0].lhr));
    }
  }
} finally {
  await chrome.kill();
  await Promise.all([portal.close(), full.close()]);
}
console.log(`\nmedians of ${rounds}; the machine's speed (Lighthouse's index, some 1,500 for a desktop): ${Math.round(Math.min(...speeds))} to ${Math.round(Math.max(...speeds))}`);
for (const line of missed) console.log(`missed: ${line}`);
process.exitCode = missed.length > 0 ? 1 : 0;
