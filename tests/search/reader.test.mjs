// The reader's script by itself: what it answers, what it fetches, and what it makes of bad input.
//
//     MITHAQ=target/release/mithaq node --test tests/search/reader.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const MITHAQ = resolve(process.env.MITHAQ ?? "target/release/mithaq");
const root = mkdtempSync(join(tmpdir(), "mithaq-search-"));
after(() => rmSync(root, { recursive: true, force: true }));

const SITE = "title: {ar: تجربة, en: Trial}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\n";
const POLICY = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\ncategory: giving\nversions:\n  - {version: '1.0', approval: not-stated}\n";

/** Builds a site from its files; `languages` and the like are in `site`. */
function built(name, files, site = SITE) {
  const folder = join(root, name);
  const all = { "site.yaml": site, ...files };
  for (const [path, text] of Object.entries(all)) {
    const file = join(folder, "content", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  execFileSync(MITHAQ, ["build", "--site", folder, "--today", "2026-01-01"], { stdio: "pipe" });
  return join(folder, "output");
}

/** Opens the index of a built site; `fetched` gathers what is asked for, `change` may alter it. */
async function opened(output, { fetched = [], change = (path, bytes) => bytes } = {}) {
  const script = readFileSync(join(output, "assets/search.js"), "utf8");
  // Under a name of its own, since a module is loaded once.
  const copy = join(root, `search-${readdirSync(root).length}-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(copy, script);
  const { openIndex } = await import(pathToFileURL(copy).href);
  return openIndex("https://trial.example.org/sub/", {
    fetch: async (url) => {
      const path = new URL(url).pathname.replace(/^\/sub\//, "");
      fetched.push(path);
      const bytes = change(path, existsSync(join(output, path)) ? readFileSync(join(output, path)) : null);
      return bytes === null ? new Response("", { status: 404 }) : new Response(bytes);
    },
  });
}

const trial = (ar, en) => ({
  "trial/association.yaml": "name: {ar: جمعية التجربة, en: Trial Association}\n",
  "trial/policies/gifts/policy.yaml": POLICY,
  ...(ar && { "trial/policies/gifts/1.0/ar.md": ar }),
  ...(en && { "trial/policies/gifts/1.0/en.md": en }),
});
const bilingual = built("bilingual", trial(
  "## استلام الهدايا {#receiving}\n\n- تُسلَّم الهديـة إلى أمين الصندوق. {#handing}\n- تُردّ الهدايا الثمينة إلى أصحابها. {#returning}\n",
  "## Receiving gifts {#receiving}\n\n- A gift is handed to the treasurer. {#handing}\n- Valuable gifts are returned to their givers. {#returning}\n",
));

test("a hit says what it is and where it leads", async () => {
  const index = await opened(bilingual);
  const { total, hits } = await index.search("أمين الصندوق", { lang: "ar" });
  assert.ok(total >= 1);
  const [hit] = hits;
  assert.equal(hit.url, "https://trial.example.org/sub/ar/trial/policies/gifts/#c-handing");
  assert.deepEqual(
    [hit.association, hit.policy, hit.version, hit.clause, hit.lang, hit.title, hit.heading],
    ["trial", "gifts", "1.0", "handing", "ar", "سياسة الهدايا", "استلام الهدايا"],
  );
});

test("a hit is shown in the language that was asked for, whichever matched", async () => {
  const index = await opened(bilingual);
  const [arabic] = (await index.search("treasurer", { lang: "ar" })).hits;
  assert.deepEqual([arabic.clause, arabic.lang], ["handing", "ar"]);
  const [english] = (await index.search("أمين الصندوق", { lang: "en" })).hits;
  assert.deepEqual([english.clause, english.lang], ["handing", "en"]);
  assert.match(english.url, /\/en\/trial\//);
});

test("what is marked is the word that was found, with the marks and tatweel inside it", async () => {
  const index = await opened(bilingual);
  const { hits } = await index.search("هدية", { lang: "ar" });
  const hit = hits.find(({ clause }) => clause === "handing");
  assert.deepEqual(hit.parts.filter(([, marked]) => marked).map(([words]) => words), ["هديـة"]);
  const returned = (await index.search("ترد", { lang: "ar" })).hits.find(({ clause }) => clause === "returning");
  assert.match(returned.snippet, /<mark>تُردّ<\/mark>/);
});

test("nothing is fetched until one asks, and no file twice", async () => {
  const fetched = [];
  const index = await opened(bilingual, { fetched });
  assert.deepEqual(fetched, []);
  await index.search("هدية");
  await index.search("الهدايا");
  assert.equal(new Set(fetched).size, fetched.length);
});

test("filters leave out what was not asked for, and counts say what there is", async () => {
  const index = await opened(bilingual);
  const { total, facets } = await index.search("هدية", { lang: "ar", facets: true });
  assert.deepEqual(facets.associations.map(({ id, count }) => [id, count]), [["trial", total]]);
  assert.deepEqual(facets.categories.map(({ id }) => id), ["giving"]);
  assert.deepEqual(facets.languages.map(({ id }) => id).sort(), ["ar", "en"]);
  assert.equal((await index.search("هدية", { association: "other" })).total, 0);
  assert.equal((await index.search("هدية", { category: "giving" })).total, total);
});

const HOSTILE = {
  "10,000 characters": "شكوى ".repeat(2_000),
  "one word of 10,000 letters": "ش".repeat(10_000),
  "10,000 marks": "\u064b".repeat(10_000),
  "only marks": "ًٌٍَُِّْ",
  "only punctuation": "؟!.,;:«»()[]{}…",
  "nothing": "",
  "spaces": "   \t\n",
  "markup": "<img src=x onerror=alert(1)> <script>هدية</script> &lt;b&gt;",
  "regular expressions": ".*+?^${}()|[]\\ (هدية|x)+$",
  "emoji": "🎁🎁 هدية 👨‍👩‍👧",
  "unpaired surrogates": "\ud83d هدية \udc00",
  "mixed directions": "\u202eهدية\u202c gift \u2067x\u2069 \u200f",
  "names of object members": "constructor __proto__ toString hasOwnProperty",
  "signs of the index": "!\"#$ABC @#\t\n> ,",
};
for (const [name, query] of Object.entries(HOSTILE)) {
  test(`a query is taken as words: ${name}`, async () => {
    const index = await opened(bilingual);
    const { hits } = await index.search(query, { lang: "ar", facets: true });
    for (const hit of hits) assert.doesNotMatch(hit.snippet.replace(/<\/?mark>/g, ""), /</);
  });
}

for (const query of [null, undefined, 5, {}, ["هدية"]]) {
  test(`what is no text is no fault: ${JSON.stringify(query)}`, async () => {
    assert.ok((await (await opened(bilingual)).search(query)).total >= 0);
  });
}

test("words of a text that look like markup stay words", async () => {
  const output = built("markup", trial("## عنوان {#t}\n\n- هدية \\<b\\> & \"قول\" {#a}\n", null));
  const [hit] = (await (await opened(output)).search("هدية", { lang: "ar" })).hits;
  assert.match(hit.snippet, /&#60;b&#62; &#38; &#34;/);
});

test("a file that is missing is a failure that can be tried again", async () => {
  let broken = true;
  const index = await opened(bilingual, { change: (path, bytes) => (broken ? null : bytes) });
  await assert.rejects(index.search("هدية"), /lacks a file/);
  broken = false;
  assert.ok((await index.search("هدية")).total > 0);
});

test("an index that was published again meanwhile is opened anew, once a question", async () => {
  const [old, other] = ["هدية قديمة.", "كتاب آخر تمامًا."].map((words) => `## عنوان {#t}\n\n- ${words} {#a}\n`);
  const output = built("again", trial(old, null));
  const fetched = [];
  const scripts = () => readdirSync(root).filter((name) => name.startsWith("search-") && name.endsWith(".mjs"));
  const before = scripts();
  const index = await opened(output, { fetched });
  const script = join(root, scripts().find((name) => !before.includes(name)));
  built("again", trial(other, null));
  // The host hands out the new script under the old name.
  writeFileSync(script, readFileSync(join(output, "assets/search.js")));
  fetched.length = 0;
  assert.equal((await index.search("كتاب")).hits[0].clause, "a");
  assert.ok(fetched.filter((path) => !existsSync(join(output, path))).length >= 1, "a file of the old index was gone");
  fetched.length = 0;
  await index.search("آخر");
  assert.ok(fetched.every((path) => existsSync(join(output, path))), "the new index is kept");
  rmSync(join(output, "assets/search"), { recursive: true });
  const gone = await opened(output, { fetched });
  fetched.length = 0;
  await assert.rejects(gone.search("كتاب"), /lacks a file/);
  assert.ok(fetched.length <= 2 * new Set(fetched).size, "it is tried twice, no more");
});

test("a file that is damaged is a failure, whatever is wrong with it", async () => {
  for (const damage of [(bytes) => bytes.subarray(0, bytes.length / 2), (bytes) => Buffer.concat([bytes, Buffer.from("x")]), () => Buffer.from("<html>")]) {
    const index = await opened(bilingual, { change: (path, bytes) => damage(bytes) });
    await assert.rejects(index.search("هدية"), /damaged/);
  }
});

test("a site without a clause answers that there is nothing", async () => {
  const output = built("empty", {});
  assert.deepEqual(await (await opened(output)).search("هدية"), { total: 0, hits: [] });
});

test("a site of one language is searched", async () => {
  const arabic = built("arabic", trial("## استلام الهدايا {#r}\n\n- تُسلَّم. {#a}\n", null), SITE.replace("[ar, en]", "[ar]"));
  assert.equal((await (await opened(arabic)).search("الهديه", { lang: "ar" })).hits[0].clause, "r");
  const files = trial(null, "## Receiving gifts {#r}\n\n- Hand it over. {#a}\n");
  const policy = { "trial/policies/gifts/policy.yaml": POLICY.replace("governing_language: ar", "governing_language: en") };
  const english = built("english", { ...files, ...policy }, SITE.replace("[ar, en]", "[en]"));
  assert.equal((await (await opened(english)).search("gift", { lang: "en" })).hits[0].clause, "r");
});

test("an Arabic question finds a clause that is in English alone", async () => {
  const output = built("across", {
    ...trial("## استلام {#r}\n", "## Receiving {#r}\n\n- A complaint is answered within a week. {#a}\n"),
    "trial/policies/gifts/policy.yaml": POLICY.replace("governing_language: ar", "governing_language: en"),
  });
  const { hits } = await (await opened(output)).search("شكوى", { lang: "ar" });
  assert.deepEqual([hits[0]?.clause, hits[0]?.lang], ["a", "en"]);
});

test("a site's own words lead to each other", async () => {
  const terms = "terms:\n  - {id: hamper, term: {ar: الهدية, en: gift}, also: {ar: [البوكيه], en: [hamper]}}\n";
  const output = built("glossary", { "glossary.yaml": terms, ...trial("## الهدية {#r}\n", "## The gift {#r}\n") });
  const index = await opened(output);
  for (const query of ["بوكيه", "hamper"]) assert.equal((await index.search(query, { lang: "ar" })).hits[0]?.clause, "r", query);
});

test("a clause that the governing text lacks leads to the page that shows it", async () => {
  const output = built("lacking", trial("## استلام {#r}\n", "## Receiving {#r}\n\n- A hamper is a gift too. {#a}\n"));
  const [hit] = (await (await opened(output)).search("hamper", { lang: "ar" })).hits;
  assert.equal(hit.url, "https://trial.example.org/sub/en/trial/policies/gifts/#c-a");
});

test("a choice that leaves nothing can be let go", async () => {
  const { total, facets } = await (await opened(bilingual)).search("أمين", { lang: "ar", category: "giving", association: "trial", facets: true });
  assert.ok(total > 0);
  const none = await (await opened(bilingual)).search("ققققق", { lang: "ar", category: "giving", facets: true });
  assert.deepEqual(none.facets.categories, [{ id: "giving", count: 0 }]);
  assert.equal(facets.categories[0].count, total);
});
