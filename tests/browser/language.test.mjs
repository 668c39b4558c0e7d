// The language switch keeps the page, the version and the clause.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { full, onePerKind, portal } from "./sites.mjs";

const here = (page) => {
  const { pathname, hash } = new URL(page.url());
  return pathname + hash;
};

/** The clause that is lit, whether it is in view, and whether one sees that it is lit. */
const lit = (page) =>
  page.evaluate(() => {
    const target = document.querySelector(":target");
    if (!target) return null;
    const { top, bottom } = target.getBoundingClientRect();
    const shown = target.matches("tr, .item, .paragraph") ? target : target.querySelector("h2, h3, h4, h5, h6");
    const colour = (element) => getComputedStyle(element).backgroundColor;
    return {
      id: target.id,
      inView: top >= 0 && top < innerHeight && bottom > 0,
      coloured: colour(shown) !== "rgba(0, 0, 0, 0)" && colour(shown) !== colour(document.documentElement),
      focused: document.activeElement === target,
    };
  });

async function switchLanguage(page, link = ".top a.language") {
  const before = page.url();
  await Promise.all([page.waitForURL((url) => url.href !== before), page.click(link)]);
}

describe("the language switch", () => {
  let site;
  let other;
  before(async () => ([site, other] = await Promise.all([serve(portal), serve(full)])));
  after(() => Promise.all([site.close(), other.close()]));

  for (const width of [360, 1280]) {
    for (const [from, to] of [["ar", "en"], ["en", "ar"]]) {
      test(`keeps the clause of a policy, lit and in view: ${from} to ${to} at ${width} px`, () =>
        visit(`${site.url}${from}/kadi/policies/beneficiary-relations/#c-3-5`, { width }, async (page) => {
          assert.deepEqual(await lit(page), { id: "c-3-5", inView: true, coloured: true, focused: true });
          await switchLanguage(page);
          assert.equal(here(page), `/${to}/kadi/policies/beneficiary-relations/#c-3-5`);
          assert.deepEqual(await lit(page), { id: "c-3-5", inView: true, coloured: true, focused: true });
          assert.equal(await page.evaluate(() => document.documentElement.lang), to);
        }));
    }
  }

  test("keeps an item inside a section, and one with a name of its own", async () => {
    for (const id of ["c-3-5-2", "c-compensation-ruling"]) {
      await visit(`${site.url}ar/kadi/policies/beneficiary-relations/#${id}`, {}, async (page) => {
        await switchLanguage(page);
        assert.deepEqual(await lit(page), { id, inView: true, coloured: true, focused: true });
      });
    }
  });

  test("keeps the clause that was jumped to within the page", () =>
    visit(`${site.url}ar/kadi/policies/beneficiary-relations/`, {}, async (page) => {
      await page.click('.contents a[href="#c-3-6"]');
      await switchLanguage(page);
      assert.equal(here(page), "/en/kadi/policies/beneficiary-relations/#c-3-6");
      assert.equal((await lit(page)).inView, true);
    }));

  test("keeps the section that is being read, from the contents that stay beside it", () =>
    visit(`${site.url}ar/kadi/policies/beneficiary-relations/`, { width: 1280 }, async (page) => {
      await page.evaluate(() => document.getElementById("c-3-7").scrollIntoView());
      await page.waitForFunction(() => document.querySelector('.contents [aria-current="location"]')?.hash === "#c-3-7");
      await switchLanguage(page, ".contents a.language");
      assert.equal(here(page), "/en/kadi/policies/beneficiary-relations/#c-3-7");
      assert.equal((await lit(page)).inView, true);
    }));

  test("keeps the version, also one that is no longer in force and one that is withdrawn", async () => {
    for (const path of ["complaints/1.0/#c-receiving-2", "complaints/3.0/", "gifts/1.1/#c-returned"]) {
      await visit(`${other.url}ar/sanabil/policies/${path}`, {}, async (page) => {
        await switchLanguage(page);
        assert.equal(here(page), `/en/sanabil/policies/${path}`);
      });
    }
  });

  test("keeps the row of both texts", () =>
    visit(`${site.url}ar/kadi/policies/beneficiary-relations/both/#c-3-5`, {}, async (page) => {
      await switchLanguage(page);
      assert.equal(here(page), "/en/kadi/policies/beneficiary-relations/both/#c-3-5");
      assert.deepEqual(await lit(page), { id: "c-3-5", inView: true, coloured: true, focused: true });
    }));

  test("keeps every kind of page, there and back", async () => {
    for (const { path, kind, lang } of onePerKind(portal, "kadi").filter(({ path }) => /^(ar|en)\//.test(path))) {
      await visit(site.url + path, {}, async (page) => {
        await switchLanguage(page);
        const to = lang === "ar" ? "en" : "ar";
        assert.equal(here(page), `/${path.replace(/^../, to)}`, kind);
        await switchLanguage(page);
        assert.equal(here(page), `/${path}`, kind);
      });
    }
  });

  test("keeps the page with scripts off", () =>
    visit(`${site.url}ar/kadi/policies/beneficiary-relations/1.0/`, { scripts: false }, async (page) => {
      await switchLanguage(page);
      assert.equal(here(page), "/en/kadi/policies/beneficiary-relations/1.0/");
    }));
});
