// Without scripts nothing is lost: everything can be read, unfolded and reached.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { full, onePerKind, portal } from "./sites.mjs";

describe("with scripts off", () => {
  let site;
  let other;
  before(async () => ([site, other] = await Promise.all([serve(portal), serve(full)])));
  after(() => Promise.all([site.close(), other.close()]));

  test("every kind of page says the same words as with scripts on", async () => {
    for (const { path, kind } of onePerKind(portal, "kadi")) {
      // The search page says what is missing, and shows no box that does nothing; a form is sent at once.
      if (kind === "search" || kind === "form") continue;
      // Copying a citation is a comfort of the script's own.
      const words = (page) => page.evaluate(() => {
        document.querySelectorAll(".permalink + .cite").forEach((button) => button.remove());
        return document.body.innerText.replace(/\s+/g, " ");
      });
      const expected = kind === "not-found" ? /404/ : undefined;
      const off = await visit(site.url + path, { width: 360, scripts: false, expected }, words);
      const on = await visit(site.url + path, { width: 360, expected }, async (page) => {
        // The script has a long text laid out piece by piece.
        await page.waitForFunction(() => document.body.classList.contains("laid"));
        return words(page);
      });
      assert.equal(off, on, path);
    }
  });

  for (const [lang, send] of [["ar", "أرسل"], ["en", "Send"]]) {
    test(`a form asks everything and is sent by its button (${lang})`, () =>
      visit(`${site.url}${lang}/kadi/forms/complaint/`, { width: 360, scripts: false }, async (page) => {
        assert.equal((await page.locator("#form button").innerText()).trim(), send);
        const labels = await page.evaluate(() => [...document.querySelectorAll("#form [data-field]")].map((field) => field.querySelector("legend, label").checkVisibility()));
        assert.ok(labels.length > 5);
        assert.ok(labels.every(Boolean), "every field is in sight");
      }));
  }

  test("every clause of a policy is in sight", () =>
    visit(`${site.url}ar/kadi/policies/beneficiary-relations/`, { width: 360, scripts: false }, async (page) => {
      const clauses = await page.evaluate(() => [...document.querySelectorAll("[data-clause]")].map((clause) => [clause.dataset.clause, clause.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) && clause.getBoundingClientRect().height > 0]));
      assert.ok(clauses.length > 50);
      assert.deepEqual(clauses.filter(([, visible]) => !visible), []);
    }));

  for (const lang of ["ar", "en"]) {
    test(`on a phone the contents unfold and lead to a clause (${lang})`, () =>
      visit(`${site.url}${lang}/kadi/policies/beneficiary-relations/`, { width: 360, height: 740, scripts: false }, async (page) => {
        const entry = page.locator('.contents a[href="#c-3-5"]');
        assert.equal(await entry.isVisible(), false);
        await page.click(".contents summary");
        assert.equal(await entry.isVisible(), true);
        await entry.click();
        const top = await page.evaluate(() => document.querySelector(":target").getBoundingClientRect().top);
        assert.ok(top >= 0 && top < 300, `the clause is at ${top} px`);
      }));
  }

  for (const lang of ["ar", "en"]) {
    test(`an address of a clause in an old version shows the way to it in the one in force (${lang})`, () =>
      visit(`${other.url}${lang}/sanabil/policies/complaints/1.0/#c-receiving-1`, { width: 360, scripts: false }, async (page) => {
        const ways = page.locator(".today");
        assert.ok((await ways.count()) > 2);
        const shown = await ways.evaluateAll((all) => all.filter((way) => way.checkVisibility()).map((way) => way.parentElement.id));
        assert.deepEqual(shown, ["c-receiving-1"], "of that clause alone");
        await page.click("#c-receiving-1 > .today a");
        await page.waitForURL(/\/policies\/complaints\/#c-receiving-1$/);
        assert.equal(await page.locator(":target").getAttribute("data-clause"), "receiving-1");
      }));
  }

  for (const width of [360, 1280]) {
    test(`every folded part opens, or stands open: ${width} px`, async () => {
      for (const path of ["ar/sanabil/policies/complaints/2.0/", "en/sanabil/policies/complaints/3.0/", "en/sanabil/policies/gifts/1.1/"]) {
        await visit(other.url + path, { width, scripts: false }, async (page) => {
          for (const part of await page.locator("details").all()) {
            const inside = part.locator(":scope > :not(summary)").first();
            if (!(await inside.isVisible())) await part.locator(":scope > summary").click();
            assert.ok(await inside.isVisible(), `${path}: ${await part.innerText()}`);
          }
        });
      }
    });
  }
});
