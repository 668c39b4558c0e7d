// How well, how small and how fast the search is, beside MiniSearch and Pagefind on the same clauses.
//
//     node tests/bench/search/run.mjs [--million]
//
// The answers are judged on content/ (tests/search/queries.json). Size and speed are measured there and
// on 10,000 clauses whose vocabulary grows as that of real texts does (corpus.py says by which law);
// --million adds 1,000,000 clauses, which takes some minutes and 2 GB of disk. What a first query costs
// is the script and all that it fetches, compressed: the median, the 90th of 100 and the most of all
// judged queries, each with an index opened for it alone. MiniSearch gets our own folding as its
// normaliser; both others get the words of both languages.
//
// Not part of tests/run. Needs cargo, Python, npm, Chromium.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
const work = join(target, "bench-search");
const run = (command, args, env = {}) =>
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 28 });

if (!existsSync(join(here, "node_modules"))) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });
const { default: MiniSearch } = await import("minisearch");
const { createIndex } = await import("pagefind");
const { chromium } = await import("playwright-core");

const { queries } = JSON.parse(readFileSync(join(root, "tests/search/queries.json"), "utf8"));
const gz = (bytes) => gzipSync(bytes).length;
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** nDCG@10 with gains 3 and 1, and the share of queries without an answer that get one. */
function judge(answers) {
  let sum = 0;
  let asked = 0;
  let first = 0;
  let wrong = 0;
  let none = 0;
  const gain = (grades) => grades.reduce((total, grade, place) => total + [0, 1, 3][grade] / Math.log2(place + 2), 0);
  for (const { id, relevant } of queries) {
    const found = answers.get(id);
    const grades = Object.values(relevant).sort((a, b) => b - a);
    if (!grades.length) {
      none += 1;
      wrong += found.length > 0;
      continue;
    }
    asked += 1;
    sum += gain(found.slice(0, 10).map((clause) => relevant[clause] ?? 0)) / gain(grades.slice(0, 10));
    first += relevant[found[0]] === 2;
  }
  return { "nDCG@10": (sum / asked).toFixed(3), "recall@1": (first / asked).toFixed(3), "false results": (wrong / none).toFixed(2) };
}

/** Our own search over a built output. */
async function ours(output) {
  const script = readFileSync(join(output, "assets/search.js"));
  const { openIndex, words } = await import(pathToFileURL(join(output, "assets/search.js")).href);
  const open = (sent) => openIndex("http://site.test/", {
    fetch: async (url) => {
      const bytes = readFileSync(join(output, new URL(url).pathname));
      sent?.set(url, bytes);
      return new Response(bytes);
    },
  });
  const bytes = [];
  const answers = new Map();
  for (const { id, query } of queries) {
    const sent = new Map();
    const { hits } = await (await open(sent)).search(query, { limit: 10 });
    answers.set(id, hits.map((hit) => `${hit.association}/${hit.policy}#${hit.clause}`));
    bytes.push(gz(script) + [...sent.values()].reduce((sum, file) => sum + gz(file), 0));
  }
  const index = await open();
  const times = [];
  for (const round of [0, 1]) {
    for (const { query } of queries) {
      const start = performance.now();
      await index.search(query, { limit: 10 });
      if (round) times.push(performance.now() - start);
    }
  }
  return { answers, bytes, times, words };
}

async function mini(clauses, words) {
  const start = performance.now();
  const index = new MiniSearch({ fields: ["ar", "en"], tokenize: words, processTerm: (word) => word, searchOptions: { prefix: true, fuzzy: 0.2 } });
  index.addAll(clauses);
  const seconds = (performance.now() - start) / 1000;
  const library = readFileSync(fileURLToPath(import.meta.resolve("minisearch")));
  const bytes = gz(JSON.stringify(index)) + gz(library);
  const answers = new Map();
  const times = [];
  for (const { id, query } of queries) {
    const start = performance.now();
    answers.set(id, index.search(query).slice(0, 10).map((hit) => hit.id));
    times.push(performance.now() - start);
  }
  return { answers, bytes: [bytes], times, seconds };
}

async function pagefind(clauses, folder) {
  rmSync(folder, { recursive: true, force: true });
  const start = performance.now();
  const { index } = await createIndex({ forceLanguage: "ar" });
  for (const { id, ar, en } of clauses) await index.addCustomRecord({ url: `/${id}`, content: `${ar} ${en}`, language: "ar", meta: { title: id } });
  await index.writeFiles({ outputPath: folder });
  const seconds = (performance.now() - start) / 1000;
  let sent = new Map();
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    if (path === "/") return void response.setHeader("content-type", "text/html").end("<!doctype html><title>x</title>");
    const file = join(folder, decodeURIComponent(path.replace("/pagefind/", "/")));
    if (!existsSync(file)) return void response.writeHead(404).end();
    const bytes = readFileSync(file);
    sent.set(path, bytes);
    response.setHeader("content-type", file.endsWith(".js") ? "text/javascript" : file.endsWith(".json") ? "application/json" : "application/octet-stream").end(bytes);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const ask = async (page, query) =>
    page.evaluate(async (query) => {
      globalThis.pagefind ??= await import("/pagefind/pagefind.js");
      const start = performance.now();
      const { results } = await globalThis.pagefind.search(query);
      const took = performance.now() - start;
      const data = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return { took, found: data.map(({ meta }) => meta.title) };
    }, query);
  const fresh = async (query) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    sent = new Map();
    await ask(page, query);
    await context.close();
    return [...sent.values()].reduce((sum, file) => sum + gz(file), 0);
  };
  const bytes = [];
  for (const { query } of queries.filter((_, nth) => nth % 12 === 0)) bytes.push(await fresh(query));
  const page = await browser.newPage();
  await page.goto(url);
  const answers = new Map();
  const times = [];
  for (const { id, query } of queries) {
    const { took, found } = await ask(page, query);
    answers.set(id, found);
    times.push(took);
  }
  await browser.close();
  server.close();
  return { answers, bytes, times, seconds };
}

/** The clauses of a site, from the data of its output or from its Markdown. */
function clausesOf(output) {
  const found = [];
  const walk = (at, clauses) => {
    for (const { id, text, children } of clauses) {
      found.push({ id: `${at}#${id}`, ar: text.ar ?? "", en: text.en ?? "" });
      walk(at, children ?? []);
    }
  };
  for (const name of readdirSync(join(output, "data"), { recursive: true })) {
    if (!/\d+\.\d+\.json$/.test(name)) continue;
    const version = JSON.parse(readFileSync(join(output, "data", name), "utf8"));
    walk(`${version.association}/${version.policy}`, version.clauses);
  }
  return found;
}

function linesOf(site) {
  const texts = { ar: [], en: [] };
  for (const name of readdirSync(join(site, "content"), { recursive: true }).sort()) {
    const lang = /1\.0\/(ar|en)\.md$/.exec(name)?.[1];
    if (lang) texts[lang].push(...readFileSync(join(site, "content", name), "utf8").split("\n").filter(Boolean).map((line) => line.replace(/^(##|-) /, "")));
  }
  return texts.ar.map((ar, nth) => ({ id: String(nth), ar, en: texts.en[nth] ?? "" }));
}

const row = (name, { bytes, times, seconds }, more = {}) => ({
  "": name,
  ...more,
  "first query": kb(at(bytes, 0.5)),
  "90 of 100": kb(at(bytes, 0.9)),
  most: kb(Math.max(...bytes)),
  "query p95, ms": at(times, 0.95).toFixed(1),
  ...(seconds !== undefined && { "index, s": Number(seconds).toFixed(2) }),
});

mkdirSync(work, { recursive: true });
run("cargo", ["build", "--release"]);
const output = join(work, "content");
spawnSync(join(target, "release/mithaq"), ["build", "--output", output], { cwd: root, stdio: "ignore" });
const here_ = await ours(output);
const clauses = clausesOf(output);
console.log(`\ncontent/: ${clauses.length} clauses, ${queries.length} judged queries`);
const [ms, pf] = [await mini(clauses, here_.words), await pagefind(clauses, join(work, "pagefind"))];
console.table([row("mithaq", here_, judge(here_.answers)), row("MiniSearch", ms, judge(ms.answers)), row("Pagefind", pf, judge(pf.answers))]);

for (const size of process.argv.includes("--million") ? [10_000, 1_000_000] : [10_000]) {
  const site = join(work, `site-${size}`);
  const made = join(work, `output-${size}`);
  for (const folder of [site, made]) rmSync(folder, { recursive: true, force: true });
  run("python3", [join(here, "corpus.py"), site, String(size)]);
  mkdirSync(made, { recursive: true });
  run("cargo", ["test", "--release", "--test", "mithaq", "--", "--ignored", "the_search_files_of_a_large_site"], { MITHAQ_BENCH_SITE: site, MITHAQ_BENCH_OUTPUT: made });
  const large = { ...(await ours(made)), seconds: readFileSync(join(made, "index-seconds.txt"), "utf8") };
  console.log(`\n${size} clauses`);
  const rows = [row("mithaq", large)];
  if (size <= 10_000) {
    const lines = linesOf(site);
    rows.push(row("MiniSearch", await mini(lines, large.words)), row("Pagefind", await pagefind(lines, join(work, `pagefind-${size}`))));
  }
  console.table(rows);
}
process.exit(0);
