// The meaning of a term opens where a text first uses it: by touch, by keyboard, and for a screen reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { portal } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const POLICY = "kadi/policies/beneficiary-relations/";

const isOpen = (page) => page.evaluate(() => document.querySelector(".meaning")?.matches(":popover-open"));

describe("a term of the glossary", () => {
  let site;
  before(async () => (site = await serve(portal)));
  after(() => site.close());

  for (const [lang, name] of [["ar", "المستفيد"], ["en", "beneficiary"]]) {
    for (const width of [360, 1280]) {
      test(`opens and closes by a tap: ${lang} at ${width} px`, () =>
        visit(site.url + lang + "/" + POLICY, { width }, async (page) => {
          assert.equal(await isOpen(page), false);
          await page.click(".term");
          assert.equal(await isOpen(page), true);
          const meaning = page.locator(".meaning:popover-open");
          assert.match(await meaning.innerText(), new RegExp(`^${name}`));
          const { x, width: wide } = await meaning.boundingBox();
          assert.ok(x >= 0 && x + wide <= width, "it stays on the screen");
          await page.mouse.click(5, 5);
          assert.equal(await isOpen(page), false);
        }));
    }

    test(`opens and closes by keyboard: ${lang}`, () =>
      visit(site.url + lang + "/" + POLICY, {}, async (page) => {
        await page.focus(".term");
        await page.keyboard.press("Enter");
        assert.equal(await isOpen(page), true);
        await page.keyboard.press("Escape");
        assert.equal(await isOpen(page), false);
        assert.equal(await page.evaluate(() => document.activeElement.matches(".term")), true);
      }));
  }

  test("is described by its meaning, and is marked once", () =>
    visit(site.url + "ar/" + POLICY, {}, async (page) => {
      const terms = await page.$$eval(".term", (all) => all.map((term) => [term.getAttribute("aria-describedby"), document.getElementById(term.getAttribute("aria-describedby"))?.textContent ?? ""]));
      assert.ok(terms.length >= 3);
      assert.equal(new Set(terms.map(([id]) => id)).size, terms.length);
      for (const [id, words] of terms) assert.ok(words.length > 20, id);
    }));

  test("adds no word to the text", () =>
    visit(site.url + "ar/" + POLICY, {}, async (page) => {
      const shown = await page.$eval("#text", (text) => text.innerText);
      assert.doesNotMatch(shown, /شرح من الموقع/);
    }));

  test("opens with scripts off", () =>
    visit(site.url + "ar/" + POLICY, { scripts: false }, async (page) => {
      await page.click(".term");
      assert.equal(await page.locator(".meaning:popover-open").count(), 1);
    }));

  for (const scheme of ["light", "dark"]) {
    test(`is accessible while it is open: ${scheme}`, () =>
      visit(site.url + "ar/" + POLICY, { scheme }, async (page) => {
        await page.click(".term");
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
      }));
  }
});
