// On paper: the policy and the facts of its approval, nothing to press, right to left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, onePerKind, portal } from "./sites.mjs";

/** Runs in the browser: what is to be seen on paper. */
function look() {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().height > 1;
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 40)}»`;
  return {
    // A term is a word of the text; on paper it looks like one.
    pressed: [...document.querySelectorAll("summary, button:not(.term), .button, input, select, textarea, nav, .skip, .language, .permalink")].filter(seen).map(name),
    underlined: [...document.querySelectorAll(".term")].filter((term) => getComputedStyle(term).textDecorationLine !== "none").map(name),
    main: getComputedStyle(document.querySelector("main")).direction,
    clauses: [...document.querySelectorAll("[data-clause]")].filter((clause) => !seen(clause)).map(name),
    facts: [...document.querySelectorAll("dl[data-approval] dd")].filter((fact) => !seen(fact)).map(name),
    notices: [...document.querySelectorAll(".notice")].filter((notice) => !seen(notice)).map(name),
    background: getComputedStyle(document.body).backgroundColor,
    colour: getComputedStyle(document.querySelector("main")).color,
  };
}

describe("on paper", () => {
  const sites = {};
  before(async () => {
    for (const [name, folder] of Object.entries({ portal, example, full })) sites[name] = await serve(folder);
  });
  after(() => Promise.all(Object.values(sites).map((site) => site.close())));
  const looked = [
    ...onePerKind(portal, "kadi").filter(({ kind }) => kind !== "not-found").map((page) => ["portal", page]),
    ...onePerKind(example).filter(({ kind }) => kind === "policy").map((page) => ["example", page]),
    ...["2.0", "3.0"].flatMap((version) => ["ar", "en"].map((lang) => ["full", { path: `${lang}/sanabil/policies/complaints/${version}/`, lang }])),
    ...["ar", "en"].map((lang) => ["full", { path: `${lang}/sanabil/policies/volunteers/`, lang }]),
    ...["ar", "en"].map((lang) => ["full", { path: `${lang}/sanabil/policies/gifts/1.1/`, lang }]),
  ];
  for (const [site, { path, lang }] of looked) {
    test(`nothing to press, every clause, fact and notice, in its direction: ${site} /${path}`, () =>
      visit(sites[site].url + path, { width: 720, scheme: "dark", media: "print" }, async (page) => {
        const found = await page.evaluate(look);
        assert.deepEqual(found.pressed, [], "these are there to be pressed");
        assert.deepEqual(found.underlined, [], "these look as if they were");
        assert.equal(found.main, lang === "ar" ? "rtl" : "ltr");
        assert.deepEqual(found.clauses, [], "these clauses are missing");
        assert.deepEqual(found.facts, [], "these facts of the approval are missing");
        assert.deepEqual(found.notices, [], "these notices are missing");
        assert.match(found.colour, /rgb\(0, 0, 0\)/, "paper has no dark scheme");
      }));
  }

  test("what changed in a version is on paper too", () =>
    visit(`${sites.full.url}ar/sanabil/policies/complaints/2.0/changes/`, { width: 720, media: "print" }, async (page) => {
      const changes = await page.evaluate(() => [...document.querySelectorAll("li.change")].map((change) => change.checkVisibility()));
      assert.ok(changes.length > 2 && changes.every(Boolean), `${changes}`);
    }));

  test("a policy becomes a PDF of a few pages", () =>
    visit(`${sites.portal.url}ar/kadi/policies/beneficiary-relations/`, {}, async (page) => {
      const pdf = await page.pdf({ preferCSSPageSize: true });
      const leaves = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      assert.ok(leaves >= 2 && leaves <= 12, `it has ${leaves} pages`);
    }));

  for (const [what, path, most] of [["the versions and seals of a policy go on its last sheet", "en/kadi/policies/beneficiary-relations/", 4], ["a form to fill in by hand", "ar/kadi/forms/complaint/", 2]]) {
    test(`${what}: no more than ${most} sheets`, () =>
      visit(sites.portal.url + path, {}, async (page) => {
        const pdf = await page.pdf({ preferCSSPageSize: true });
        assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length, most);
      }));
  }

  test("a long answer begins where there is room for two lines of it, and goes on over the sheet", () =>
    visit(`${sites.portal.url}ar/kadi/forms/complaint/`, { width: 720, media: "print" }, async (page) => {
      const found = await page.locator(".field:has(textarea)").evaluateAll((fields) => fields.map((field) => {
        const { height, orphans, widows } = getComputedStyle(field, "::after");
        return { inside: getComputedStyle(field).breakInside, lines: Math.round(parseFloat(height) / 37.8), orphans, widows };
      }));
      assert.ok(found.length > 0);
      for (const field of found) assert.deepEqual(field, { inside: "auto", lines: 4, orphans: "2", widows: "2" });
    }));
});
