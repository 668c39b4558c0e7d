// How well the search of a built site answers judged queries: `node tests/search/evaluate.mjs OUTPUT [--worst N]`.
// OUTPUT is what `mithaq build` made of the repository's own content; the exit code is 1 below a floor.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const SITE = "http://site.test/";
/** How many hits count. */
const DEPTH = 10;
/** What a clause is worth at the first place, by its grade: 2 answers the query, 1 is related to it. */
const GAIN = [0, 1, 3];
const PHENOMENA = [
  "plain", "hamza", "ta_marbuta", "alef_maqsura", "persian", "diacritics", "tatweel", "clitic", "broken_plural",
  "number", "digits", "typo", "prefix", "synonym", "english", "cross", "question", "no_answer",
];
/** What a release has to reach; bytes and shares of false results are ceilings. */
const FLOORS = {
  ndcg: 0.95,
  first: 0.93,
  recall: 0.96,
  lowest: 0.8,
  empty: 0,
  false: 0.1,
  bytes: 35 * 1024,
};

/** The folder and the number of worst queries that were asked for. */
function asked([folder, flag, number, ...rest]) {
  const worst = flag === "--worst" ? Number(number) : 0;
  if (!folder || rest.length || (flag && flag !== "--worst") || !(Number.isInteger(worst) && worst >= 0)) {
    console.error("usage: node tests/search/evaluate.mjs OUTPUT [--worst N]");
    process.exit(2);
  }
  if (!existsSync(join(folder, "assets/search.js"))) {
    console.error(`${folder} holds no assets/search.js: build the site into it first`);
    process.exit(2);
  }
  return { folder: resolve(folder), worst };
}

/** Every clause of the site, as a judgement names it: `association/policy#clause`. */
function clausesOf(folder) {
  const found = new Set();
  const take = ({ association, policy }, clauses) => {
    for (const clause of clauses) {
      found.add(`${association}/${policy}#${clause.id}`);
      take({ association, policy }, clause.children ?? []);
    }
  };
  for (const file of readdirSync(join(folder, "data"), { recursive: true })) {
    if (!/\d+\.\d+\.json$/.test(file)) continue;
    const version = JSON.parse(readFileSync(join(folder, "data", file), "utf8"));
    take(version, version.clauses);
  }
  return found;
}

/** The judged queries, once it is sure that every judgement means a clause that is there. */
function judged(clauses) {
  const { queries } = JSON.parse(readFileSync(join(here, "queries.json"), "utf8"));
  const wrong = [];
  const ids = new Set();
  for (const { id, query, phenomenon, relevant } of queries) {
    const grades = Object.entries(relevant);
    if (ids.has(id)) wrong.push(`${id} stands twice`);
    ids.add(id);
    if (!query?.trim()) wrong.push(`${id} asks nothing`);
    if (!PHENOMENA.includes(phenomenon)) wrong.push(`${id}: no phenomenon is called ${phenomenon}`);
    if ((phenomenon === "no_answer") !== (grades.length === 0)) wrong.push(`${id}: only a no_answer query has no answer`);
    if (grades.length && !grades.some(([, grade]) => grade === 2)) wrong.push(`${id}: no clause answers it`);
    for (const [clause, grade] of grades) {
      if (grade !== 1 && grade !== 2) wrong.push(`${id}: ${clause}: a grade is 1 or 2`);
      if (!clauses.has(clause)) wrong.push(`${id}: the site has no clause ${clause}`);
    }
  }
  if (wrong.length) {
    console.error(`queries.json does not fit:\n  ${wrong.join("\n  ")}`);
    process.exit(2);
  }
  return queries;
}

/** A fetch that reads files of `folder`, and the size of each as a host sends it. */
function reader(folder) {
  const sent = new Map();
  const fetch = async (url) => {
    const { origin, pathname } = new URL(url);
    if (`${origin}/` !== SITE) throw new Error(`the search asks another site: ${url}`);
    const file = join(folder, decodeURIComponent(pathname));
    if (!existsSync(file)) return new Response("not found", { status: 404 });
    const bytes = readFileSync(file);
    sent.set(pathname, zipped(pathname, bytes));
    return new Response(bytes);
  };
  return { fetch, bytes: () => [...sent.values()].reduce((sum, size) => sum + size, 0) };
}

const sizes = new Map();
function zipped(name, bytes) {
  if (!sizes.has(name)) sizes.set(name, gzipSync(bytes).length);
  return sizes.get(name);
}

const gains = (grades) => grades.reduce((sum, grade, place) => sum + GAIN[grade] / Math.log2(place + 2), 0);
const mean = (numbers) => (numbers.length ? numbers.reduce((a, b) => a + b, 0) / numbers.length : 0);
const percentile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * share) - 1)];

/** The scores of one query; an answer is a clause of grade 2. */
function score(query, hits) {
  const found = hits.map(({ association, policy, clause }) => `${association}/${policy}#${clause}`);
  const grades = found.map((clause) => query.relevant[clause] ?? 0);
  const best = Object.values(query.relevant).sort((a, b) => b - a).slice(0, DEPTH);
  const answers = best.filter((grade) => grade === 2).length;
  const recall = (depth) => grades.slice(0, depth).filter((grade) => grade === 2).length / Math.min(depth, answers);
  return { query, found, grades, ndcg: gains(grades) / gains(best), first: recall(1), recall: recall(DEPTH) };
}

/** A row of the table: what the scores of `group` are on average. */
function row(name, group) {
  const of = (key) => mean(group.map((each) => each[key]));
  return { name, n: group.length, ndcg: of("ndcg"), first: of("first"), recall: of("recall") };
}

const { folder, worst } = asked(process.argv.slice(2));
const queries = judged(clausesOf(folder));
const script = readFileSync(join(folder, "assets/search.js"));
// A module by its text: Node takes a `.js` file outside a package for a CommonJS one.
const { openIndex } = await import(`data:text/javascript;base64,${script.toString("base64")}`);
const scriptBytes = zipped("search.js", script);

// Each query as the first of a visit: what it answers and what it has to load.
const answered = [];
const falsely = [];
const loaded = [];
for (const query of queries) {
  const files = reader(folder);
  const index = await openIndex(SITE, { fetch: files.fetch });
  const { hits } = await index.search(query.query, { lang: null, limit: DEPTH });
  loaded.push(scriptBytes + files.bytes());
  if (query.phenomenon === "no_answer") falsely.push({ query, hits });
  else answered.push(score(query, hits));
}

// Each query once more, on an index that is already loaded: how long it takes by itself.
const index = await openIndex(SITE, { fetch: reader(folder).fetch });
const took = [];
for (const round of ["load", "measure"]) {
  for (const { query } of queries) {
    const start = performance.now();
    await index.search(query, { lang: null, limit: DEPTH });
    if (round === "measure") took.push(performance.now() - start);
  }
}

const rows = PHENOMENA.filter((name) => name !== "no_answer")
  .map((name) => row(name, answered.filter(({ query }) => query.phenomenon === name)))
  .filter(({ n }) => n > 0);
const total = row("all", answered);
const lowest = rows.reduce((a, b) => (b.ndcg < a.ndcg ? b : a));
const empty = answered.filter(({ found }) => found.length === 0);
const wrongly = falsely.filter(({ hits }) => hits.length > 0);
const falseShare = wrongly.length / Math.max(1, falsely.length);
const bytes = { median: percentile(loaded, 0.5), max: Math.max(...loaded) };

const part = (number) => number.toFixed(3).padStart(10);
console.log(`${"phenomenon".padEnd(15)}${"n".padStart(4)}${"nDCG@10".padStart(10)}${"recall@1".padStart(10)}${"recall@10".padStart(10)}`);
for (const { name, n, ndcg, first, recall } of [...rows, total]) {
  console.log(name.padEnd(15) + String(n).padStart(4) + part(ndcg) + part(first) + part(recall));
}
console.log(`\nno result though there is one: ${empty.length}${empty.map(({ query }) => `\n  ${query.id} ${query.query}`).join("")}`);
console.log(`a result though there is none: ${wrongly.length} of ${falsely.length} (${falseShare.toFixed(3)})${wrongly.map(({ query, hits }) => `\n  ${query.id} ${query.query} -> ${hits[0].association}/${hits[0].policy}#${hits[0].clause}`).join("")}`);
console.log(`first query, gzip: median ${bytes.median} bytes, max ${bytes.max} bytes (search.js is ${scriptBytes})`);
console.log(`a query, index loaded: p50 ${percentile(took, 0.5).toFixed(2)} ms, p95 ${percentile(took, 0.95).toFixed(2)} ms`);

// The weakest first: what came, each with its grade, and what did not come.
for (const { query, found, grades, ...scores } of [...answered].sort((a, b) => a.ndcg - b.ndcg).slice(0, worst)) {
  console.log(`\n${query.id} ${query.phenomenon}: ${query.query}\n  nDCG ${scores.ndcg.toFixed(3)}, recall@1 ${scores.first}, recall@10 ${scores.recall.toFixed(2)}`);
  console.log(`  came:   ${found.map((clause, place) => `${grades[place]} ${clause}`).join("\n          ") || "nothing"}`);
  const missed = Object.entries(query.relevant).filter(([clause]) => !found.includes(clause)).sort((a, b) => b[1] - a[1]);
  if (missed.length) console.log(`  missed: ${missed.map(([clause, grade]) => `${grade} ${clause}`).join("\n          ")}`);
}

const below = [
  [total.ndcg >= FLOORS.ndcg, `nDCG@10 ${total.ndcg.toFixed(3)} is below ${FLOORS.ndcg}`],
  [total.first >= FLOORS.first, `recall@1 ${total.first.toFixed(3)} is below ${FLOORS.first}`],
  [total.recall >= FLOORS.recall, `recall@10 ${total.recall.toFixed(3)} is below ${FLOORS.recall}`],
  [lowest.ndcg >= FLOORS.lowest, `nDCG@10 of ${lowest.name}, ${lowest.ndcg.toFixed(3)}, is below ${FLOORS.lowest}`],
  [empty.length <= FLOORS.empty, `${empty.length} queries that have an answer get no result`],
  [falseShare <= FLOORS.false, `${falseShare.toFixed(3)} of the queries without an answer get a result, more than ${FLOORS.false}`],
  [bytes.median <= FLOORS.bytes, `a first query takes ${bytes.median} bytes, more than ${FLOORS.bytes}`],
].filter(([holds]) => !holds);
for (const [, what] of below) console.error(`BELOW THE FLOOR: ${what}`);
process.exitCode = below.length ? 1 : 0;
