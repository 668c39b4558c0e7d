// A long text is laid out piece by piece; whoever reads it, seeks in it or prints it never notices.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { portal } from "./sites.mjs";

const POLICY = "ar/baraem/policies/beneficiary-relations/";
/** A clause near the end. */
const LATE = "c-eligibility-kinds-2";
const PHONE = { width: 360, height: 740 };

/** Where a clause stands in the window, in px from its top. */
const top = (page, id) => page.evaluate((of) => Math.round(document.getElementById(of).getBoundingClientRect().top), id);
/** How many parts are left out while they are out of sight; runs in the browser. */
const countLeftOut = () => [...document.querySelectorAll("main *")].filter((element) => getComputedStyle(element).contentVisibility === "auto").length;
/** Until the page's script has nothing left to lay out. */
const laidOut = async (page) => {
  await page.waitForFunction(() => document.body.classList.contains("laid"));
  await page.waitForTimeout(200);
};

describe("what is far below", () => {
  let site;
  before(async () => (site = await serve(portal)));
  after(() => site.close());

  test("is left out of the first layout, and laid out soon after", () => {
    const script = `addEventListener("DOMContentLoaded", () => (window.first = (${countLeftOut})()));`;
    return visit(site.url + POLICY, { ...PHONE, script }, async (page) => {
      assert.ok((await page.evaluate(() => window.first)) > 10, "the whole text is laid out at once");
      await laidOut(page);
      assert.equal(await page.evaluate(countLeftOut), 0);
      assert.equal(await page.locator("#text .clause > .permalink").count(), await page.locator("#text .permalink + .cite").count());
    });
  });

  test("is never left out without scripts", () =>
    visit(site.url + POLICY, { ...PHONE, scripts: false }, async (page) => assert.equal(await page.evaluate(countLeftOut), 0)));

  for (const id of [LATE, "c-approval-1"]) {
    test(`stands where it stays when an address asks for it: ${id}`, () => {
      const script = `addEventListener("load", () => requestAnimationFrame(() => (window.first = document.getElementById("${id}").getBoundingClientRect().top)));`;
      return visit(`${site.url}${POLICY}#${id}`, { ...PHONE, script }, async (page) => {
        await page.waitForTimeout(500);
        const first = await page.evaluate(() => window.first);
        assert.ok(first >= 0 && first < 740, `${first} px`);
        assert.equal(await top(page, id), Math.round(first));
      });
    });

    test(`stands where it stays when the contents lead there at once: ${id}`, () => {
      const script = `addEventListener("DOMContentLoaded", () => { location.hash = "${id}"; });`;
      return visit(site.url + POLICY, { ...PHONE, script }, async (page) => {
        await laidOut(page);
        const found = await top(page, id);
        await page.evaluate((of) => document.getElementById(of).scrollIntoView(), id);
        assert.ok(Math.abs(found - (await top(page, id))) <= 2, `at ${found}, not ${await top(page, id)}`);
      });
    });
  }

  test("stays in sight for whoever goes there at once", () => {
    const read = `document.elementFromPoint(180, 150).closest("section.section").id`;
    const script = `addEventListener("load", () => {
      scrollTo(0, 3000);
      requestAnimationFrame(() => setTimeout(() => (window.first = [${read}, (${countLeftOut})()])));
    });`;
    return visit(site.url + POLICY, { ...PHONE, script }, async (page) => {
      await laidOut(page);
      const [section, leftOut] = await page.evaluate(() => window.first);
      assert.ok(leftOut > 10, "everything was laid out already");
      assert.equal(await page.evaluate(read), section);
    });
  });

  test("is where it was for whoever reloads the page or comes back to it", () =>
    visit(site.url + POLICY, PHONE, async (page) => {
      await laidOut(page);
      await page.evaluate((id) => document.getElementById(id).scrollIntoView(), LATE);
      await page.mouse.wheel(0, 120);
      await page.waitForTimeout(500);
      const was = await top(page, LATE);
      const again = async (how) => {
        await page.waitForTimeout(700);
        const is = await top(page, LATE);
        assert.ok(Math.abs(is - was) <= 2, `${how}: at ${is}, not ${was}`);
      };
      await page.reload({ waitUntil: "load" });
      await again("reloaded");
      await page.goto(`${site.url}ar/`);
      await page.goBack({ waitUntil: "load" });
      await again("come back");
    }));
});
