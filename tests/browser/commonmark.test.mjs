// The examples of CommonMark, each as the text of a policy: the same words, or a finding.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { mithaq, work } from "./sites.mjs";

const { tests: examples } = createRequire(import.meta.url)("commonmark-spec");
const site = join(work, "commonmark");
const idOf = ({ number }) => `e${number}`;
const folderOf = (example) => join(site, "content/spec/policies", idOf(example));

/** The words of HTML: what stands between tags, and what describes an image. */
function wordsOfHtml(html) {
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return html
    .replace(/<img[^>]*?alt="([^"]*)"[^>]*>/g, "$1")
    .replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<![A-Za-z][^>]*>/g, " ")
    .replace(/<\/?[A-Za-z](?:"[^"]*"|'[^']*'|[^'">])*>/g, " ")
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => entities[name]);
}
/** The words of clauses, in the order in which they are read. */
const wordsOf = (clauses) => clauses.flatMap(({ text, children }) => [text?.en ?? "", ...wordsOf(children ?? [])]);
/** Letters and digits, whatever stands between them; the marks of items, which are labels or stand as they were typed, apart. */
const letters = (text) => text.replace(/(^|\s)\d{1,9}[.)](?=\s|$)/g, "$1").replace(/[^\p{L}\p{M}\p{N}]+/gu, "");

describe("the examples of CommonMark", () => {
  const told = new Map();
  before(() => {
    rmSync(site, { recursive: true, force: true });
    mkdirSync(join(site, "content/spec"), { recursive: true });
    writeFileSync(join(site, "content/site.yaml"), "title: {en: Examples}\nbase_url: https://spec.example.org/\nlanguages: [en]\n");
    writeFileSync(join(site, "content/spec/association.yaml"), "name: {en: Examples}\n");
    for (const example of examples) {
      mkdirSync(join(folderOf(example), "1.0"), { recursive: true });
      writeFileSync(join(folderOf(example), "policy.yaml"), `title: {en: Example ${example.number}}\ngoverning_language: en\nversions:\n  - {version: "1.0", approval: not-stated}\n`);
      writeFileSync(join(folderOf(example), "1.0/en.md"), `---\ntitle: Example\n---\n${example.markdown.replaceAll("→", "\t")}`);
    }
    const { stdout } = spawnSync(mithaq, ["check", "--site", site, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 });
    const { findings } = JSON.parse(stdout);
    for (const { file, severity, id } of findings) {
      const [, of] = file.match(/policies\/(e\d+)\//) ?? [];
      if (of) told.set(of, [...told.get(of) ?? [], { severity, id }]);
    }
    for (const example of examples) {
      if (told.get(idOf(example))?.some(({ severity }) => severity === "error")) rmSync(folderOf(example), { recursive: true });
    }
    execFileSync(mithaq, ["build", "--site", site], { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 });
  });

  test("show the same words, or have a finding", () => {
    assert.ok(examples.length >= 652);
    const lost = [];
    let same = 0;
    for (const example of examples) {
      if (told.has(idOf(example))) continue;
      const { clauses } = JSON.parse(readFileSync(join(site, `output/data/spec/${idOf(example)}/1.0.json`), "utf8"));
      const shown = wordsOf(clauses).join(" ");
      const meant = letters(wordsOfHtml(example.html.replaceAll("→", "\t")));
      letters(shown) === meant ? (same += 1) : lost.push({ number: example.number, markdown: example.markdown, meant, shown });
    }
    assert.deepEqual(lost, []);
    // Were nearly all of them told of, the comparison would try nothing.
    assert.ok(same > 400, `${same} of ${examples.length} are compared`);
  });
});
