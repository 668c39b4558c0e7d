// Words that would be markup, scripts or commands, in every place where content meets a page, read by
// a real browser that is told to ignore the Content-Security-Policy: what it would run, runs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./browser.mjs";
import { serve } from "./server.mjs";
import { mithaq, pages, work } from "./sites.mjs";

const RUN = "window.ranHere=1";
const ENDS = ["", `">`, "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "</style>", "`>"];
const RUNS = [
  `<script>${RUN}</script>`, `<img src=x onerror=${RUN}>`, `<svg onload=${RUN}>`, `<svg><script>${RUN}</script></svg>`, `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  `<details open ontoggle=${RUN}>`, `<input autofocus onfocus=${RUN}>`, `<style>@import "javascript:${RUN}"</style>`, `<math><a xlink:href="javascript:${RUN}">x`, `<base href="javascript:${RUN}//">`,
];
const ATTRIBUTES = [`" onmouseover="${RUN}" x="`, `' onfocus='${RUN}' autofocus x='`, `x onclick=${RUN}`, `javascript:${RUN}`, `data:text/html,<script>${RUN}</script>`, `JaVa\\tScRiPt:${RUN}`];
const ODD = [
  "&lt;b&gt; &amp;amp; &#60;i&#62; &quot;", "\u2028\u2029", "\u200f\u200e\u061c", "\ufeff\u00ad\u200b", "Ω≈ç√∫˜µ≤≥÷ ⅛⅜ 🏳️‍🌈 👩‍👩‍👧‍👦 𝕿𝖍𝖊",
  "ٱلْحَمْدُ ﷽ لِلَّٰهِ ۝ ـــــ", "Z̮̞̠͙͔ͅa̶l̸g̷o̴", "{{ 7 * 7 }} {% include x %} {# x #}", "${7*7} #{7*7} <%= 7*7 %>", "'; DROP TABLE posts; --", "=1+1 @SUM(A1) +1 -1", "../../etc/passwd %00 %0d%0a", "\\u003cscript\\u003e", "constructor __proto__ toString",
];
const GROUPS = {
  "elements that run": ENDS.map((end, nth) => end + RUNS[nth]),
  "the same, each behind every end": RUNS.slice(0, 3).flatMap((run) => ENDS.map((end) => end + run)),
  "attributes and addresses": ATTRIBUTES,
  "odd writing": ODD,
};

/** A site with the same words in every place that content can fill. Both versions are approved: what looks like Markdown gone wrong is an error only in a draft. */
function write(folder, words) {
  const quoted = JSON.stringify(words);
  const phrase = `{ar: ${quoted}, en: ${quoted}}`;
  const text = (lang) => `---\ntitle: ${quoted}\nsummary: ${quoted}\n---\n\n## ${words.replaceAll("\n", " ")}\n\n${words}\n\n${lang === "ar" ? "هذه مفردة." : "This is a lexeme."}\n\n${lang === "ar" ? "أ" : "a"}- ${words} {#x}\n\n| ${words} | 2 |\n|---|---|\n| ${words} | 4 |\n\n> ${words}\n\n\`${words}\` **${words}**\n\n[${words}](https://example.org/)\n\n${words}[^1]\n\n[^1]: ${words}\n\n::channels\n\n::form{complaint}\n\n::approval\n`;
  const files = {
    "site.yaml": `title: ${phrase}\ndescription: ${phrase}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\npublisher: ${phrase}\nendpoints: {inbox: {provider: local, served: true}}\n`,
    "glossary.yaml": `terms:\n  - term: ${phrase}\n    also: {ar: [مفردة], en: [lexeme]}\n    definition: ${phrase}\n  - term: {ar: نص, en: words}\n    also: {ar: [${quoted}], en: [${quoted}]}\n    definition: ${phrase}\n`,
    "trial/association.yaml": `name: ${phrase}\nlicence: ${quoted}\nlicensing_body: ${phrase}\nlocation: ${phrase}\nsocial: [{network: ${quoted}, handle: example}]\nprivacy: {controller: ${phrase}, purpose: ${phrase}, contact: office@example.org}\n`,
    "trial/channels.yaml": `channels:\n  - {id: letter, kind: letter, name: ${phrase}, value: ${quoted}, note: ${phrase}, hours: ${phrase}, serves: [complaint]}\n  - {id: social, kind: social, name: ${phrase}, value: ${quoted}}\n`,
    "trial/forms/complaint.yaml": `kind: complaint\ntitle: ${phrase}\nintro: ${phrase}\nendpoint: inbox\npolicy: gifts\ndeclaration: ${phrase}\nfields:\n  - {id: name, type: text, label: ${phrase}, hint: ${phrase}}\n  - {id: kind, type: select, label: ${phrase}, options: [{id: a, label: ${phrase}}]}\n  - {id: how, type: radio, label: ${phrase}, options: [{id: a, label: ${phrase}}]}\nsuccess: {title: ${phrase}, body: ${phrase}}\n`,
    "trial/policies/gifts/policy.yaml": `title: ${phrase}\ncode: ${quoted}\nowner: ${phrase}\npart_of: {title: ${phrase}, chapter: 8}\ngoverning_language: ar\nversions:\n  - version: "1.0"\n    change: ${phrase}\n    approval: {body: ${phrase}, session: 8, date: 2025-07-13, resolution: ${quoted}, signatory: {name: ${phrase}, role: ${phrase}}}\n  - version: "1.1"\n    effective: 2025-08-01\n    change: ${phrase}\n    approval: {body: ${phrase}, session: 9, date: 2025-08-01}\n`,
    "trial/policies/gifts/1.0/ar.md": text("ar"),
    "trial/policies/gifts/1.0/en.md": text("en"),
    "trial/policies/gifts/1.1/ar.md": `${text("ar")}\nزيادة ${words}\n`,
    "trial/policies/gifts/1.1/en.md": `${text("en")}\nMore ${words}\n`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "content", path)), { recursive: true });
    writeFileSync(join(folder, "content", path), content);
  }
}

/** Runs in the browser: whatever stands on the page that only an attack brings. */
function brought() {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    const isOurs = element.closest("svg.icon, header svg, .mark svg") !== null;
    if (["iframe", "object", "embed", "base", "math", "style", "video", "audio"].includes(name)) found.push(name);
    if (name === "script" && !element.src && !/json/.test(element.type)) found.push("script");
    if (name === "svg" && !isOurs && element.hasAttribute("onload")) found.push("svg");
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith("on") || key === "style" || key === "srcdoc") found.push(`${name} ${key}`);
      if (["href", "src", "action", "formaction", "xlink:href"].includes(key) && /^\s*(javascript|data|vbscript):/i.test(value.replace(/[\u0000-\u0020]/g, ""))) found.push(`${name} ${key}=${value}`);
    }
  }
  for (const script of document.querySelectorAll("script[type*=json]")) JSON.parse(script.textContent);
  return { found, ran: window.ranHere ?? 0 };
}

/** Runs in the browser: the elements and attributes of an XML file, and the words of those that `told` names. */
function parsed({ text, told }) {
  const read = new DOMParser().parseFromString(text, "application/xml");
  const all = [...read.querySelectorAll("*")];
  return {
    fault: read.querySelector("parsererror")?.textContent,
    elements: [...new Set(all.map(({ namespaceURI, localName }) => `${namespaceURI} ${localName}`))],
    attributes: [...new Set(all.flatMap(({ localName, attributes }) => [...attributes].map(({ name }) => `${localName} ${name}`)))],
    addresses: all.map((element) => element.getAttribute("href")).filter(Boolean),
    words: Object.fromEntries(told.map((name) => [name, all.filter(({ localName }) => localName === name).map(({ textContent }) => textContent)])),
  };
}
const ATOM = {
  told: ["title", "summary", "name"],
  elements: "feed id title updated published link author name entry category summary".split(" ").map((name) => `http://www.w3.org/2005/Atom ${name}`),
  attributes: ["feed xmlns", "feed xml:lang", "title xml:lang", "name xml:lang", "summary xml:lang", "summary type", ...["rel", "type", "hreflang", "href"].map((name) => `link ${name}`), "category term", "category label"],
};
const CARD = {
  told: ["title"],
  elements: "svg title rect text".split(" ").map((name) => `http://www.w3.org/2000/svg ${name}`),
  attributes: [...["xmlns", "viewBox", "width", "height", "xml:lang", "direction", "font-family", "fill"].map((name) => `svg ${name}`), ...["x", "y", "width", "height", "fill", "rx"].map((name) => `rect ${name}`), ...["x", "y", "font-size", "font-weight", "fill", "xml:lang", "direction", "text-anchor"].map((name) => `text ${name}`)],
};
/** Words as they are told everywhere: without the spaces and marks that a line may lose. */
const bare = (words) => words.replace(/[\s\p{C}]+/gu, "");

let browser;
before(async () => (browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })));
after(() => browser.close());

for (const [nth, [name, vectors]] of Object.entries(GROUPS).entries()) {
  test(`nothing in the content runs or becomes markup: ${name}`, async () => {
    const folder = join(work, `hostile-${nth}`);
    const output = join(folder, "output");
    rmSync(folder, { recursive: true, force: true });
    write(folder, vectors.join(" "));
    try {
      execFileSync(mithaq, ["build", "--site", folder, "--output", output, "--today", "2026-06-01"], { stdio: "pipe" });
    } catch (error) {
      assert.fail(String(error.stderr).split("\n").filter((line, at, all) => line.startsWith("error") || all[at - 1]?.startsWith("error")).join("\n"));
    }
    const site = await serve(output);
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 800, height: 900 } });
    const page = await context.newPage();
    const dialogs = [];
    page.on("dialog", (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
    try {
      const all = pages(output);
      assert.ok(all.length > 12, `${all.length} pages`);
      for (const { path } of all) {
        await page.goto(site.url + path, { waitUntil: "load" });
        assert.deepEqual(await page.evaluate(brought), { found: [], ran: 0 }, path);
      }
      // What the reader types is as little to be trusted, and so is what it finds.
      for (const typed of [vectors[0], vectors.at(-1), "نص"]) {
        await page.goto(`${site.url}ar/search/?q=${encodeURIComponent(typed)}`, { waitUntil: "networkidle" });
        assert.deepEqual(await page.evaluate(brought), { found: [], ran: 0 }, `the search for ${typed}`);
      }
      // The other shapes of the content, as their readers parse them.
      for (const path of ["sitemap.xml", ...listed(output, /\.(xml|svg|atom)$/)]) {
        const fault = await page.evaluate((text) => new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror")?.textContent, readFileSync(join(output, path), "utf8"));
        assert.equal(fault, undefined, path);
      }
      for (const [pattern, { told, elements, attributes }] of [[/feed\.xml$/, ATOM], [/card\.svg$/, CARD]]) {
        const files = listed(output, pattern);
        assert.ok(files.length >= 2, `${pattern}: ${files}`);
        for (const path of files) {
          const found = await page.evaluate(parsed, { text: readFileSync(join(output, path), "utf8"), told });
          assert.deepEqual(found.elements.filter((name) => !elements.includes(name)), [], `elements of ${path}`);
          assert.deepEqual(found.attributes.filter((name) => !attributes.includes(name)), [], `attributes of ${path}`);
          assert.deepEqual(found.addresses.filter((address) => !/^https:\/\/trial\.example\.org\//.test(address)), [], `addresses of ${path}`);
          for (const [name, words] of Object.entries(found.words)) assert.ok(words.some((text) => bare(text).includes(bare(vectors[0]))), `${name} of ${path} tells something else: ${words}`);
        }
        // A card is a picture of its own, too.
        if (pattern.test("card.svg")) for (const path of files) {
          await page.goto(site.url + path, { waitUntil: "load" });
          assert.equal(await page.evaluate(() => window.ranHere ?? 0), 0, path);
        }
      }
      // The meaning of a term stands where the term is used, as it was written.
      for (const lang of ["ar", "en"]) {
        await page.goto(`${site.url}${lang}/trial/policies/gifts/`, { waitUntil: "load" });
        const meanings = await page.locator(".meaning").evaluateAll((all) => all.map(({ textContent }) => textContent));
        assert.ok(meanings.some((text) => bare(text).split(bare(vectors[0])).length > 2), `no meaning tells the term and its definition: ${meanings}`);
      }
      for (const path of listed(output, /\.json$/)) JSON.parse(readFileSync(join(output, path), "utf8"));
      assert.deepEqual(dialogs, []);
    } finally {
      await context.close();
      await site.close();
    }
  });
}

function listed(folder, pattern) {
  return execFileSync("find", [folder, "-type", "f"], { encoding: "utf8" }).split("\n").filter((path) => pattern.test(path)).map((path) => path.slice(folder.length + 1));
}
