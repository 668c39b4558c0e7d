// axe-core finds nothing, on every kind of page, in both languages, at three widths, light and dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, large, largePages, onePerKind, pages, plain, portal } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [360, 768, 1280];
const SCHEMES = ["light", "dark"];

/** The findings of axe on the page as it stands, a line each. */
async function findings(page) {
  const violations = await page.evaluate(async (tags) => (await axe.run({ runOnly: tags, resultTypes: ["violations"] })).violations, TAGS);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.any.concat(node.all).map((check) => check.message).join("; ")}`));
}

/** Looks at one page in every combination asked for, without loading it again. */
const check = (url, combinations) => visit(url, { expected: url.endsWith("404.html") ? /404/ : undefined }, async (page) => {
  await page.evaluate(axe);
  const found = [];
  for (const [width, scheme] of combinations) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    found.push(...(await findings(page)).map((finding) => `${width} px, ${scheme}: ${finding}`));
  }
  assert.deepEqual(found, []);
});

/** Pages whose like is looked at anyway. */
const REPEATS = /complaints\/$|complaints\/1\.0|gifts\/(1\.0|both)|nakheel\/channels|volunteers\/1\.0|404|^$/;
const everything = WIDTHS.flatMap((width) => SCHEMES.map((scheme) => [width, scheme]));
const ofPortal = new Set(onePerKind(portal).map(({ kind }) => kind));
const sites = {
  portal: [portal, onePerKind(portal, "kadi"), everything],
  "an association by itself": [example, onePerKind(example), [[360, "light"], [1280, "dark"]]],
  "the plain theme": [plain, onePerKind(plain, "kadi"), [[360, "light"]]],
  "a large site": [large, largePages, [[360, "light"], [1280, "dark"]]],
  "drafts, versions, missing translations": [full, pages(full).filter(({ path }) => !REPEATS.test(path)), [[360, "dark"], [1280, "light"]]],
};

for (const [name, [folder, looked, combinations]] of Object.entries(sites)) {
  describe(`axe finds nothing: ${name}`, () => {
    let site;
    before(async () => (site = await serve(folder)));
    after(() => site.close());
    const seen = new Set();
    for (const { path, kind, lang } of looked) {
      // A kind that the portal does not have is looked at in every combination, once a language.
      const isNew = !ofPortal.has(kind) && !seen.has(`${kind} ${lang}`) && looked.length > 30;
      seen.add(`${kind} ${lang}`);
      test(`${kind} in ${lang}: /${path}`, () => check(site.url + path, isNew ? everything : combinations));
    }
  });
}
