// Everything can be reached and seen with the keyboard alone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, onePerKind, portal } from "./sites.mjs";

/** Presses Tab until the focus leaves the page; gives every stop, in order. */
async function stops(page) {
  // Numbers every element by its place in the document, and remembers how each looked without focus.
  await page.evaluate(() => {
    window.places = new Map([...document.querySelectorAll("*")].map((element, nth) => [element, nth]));
  });
  const found = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const rects = [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      // What is covered shows in the part that is in view; a tall box may reach below it.
      const between = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;
      const middles = rects.map(({ left, right, top, bottom }) => [between(left, right, innerWidth), between(top, bottom, innerHeight)]);
      return {
        name: `${element.tagName.toLowerCase()} ${element.className} «${(element.textContent.trim() || element.getAttribute("aria-label") || "").slice(0, 50)}»`,
        skip: element.matches(".skip"),
        place: window.places.get(element),
        tabIndex: element.tabIndex,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)",
        seen: element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && rects.length > 0,
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        uncovered: middles.some(([x, y]) => element.contains(document.elementFromPoint(x, y)) || document.elementFromPoint(x, y)?.contains(element)),
        clause: element.closest(".item, .paragraph, tr")?.id,
        top: box.top + scrollY,
        bottom: box.bottom + scrollY,
      };
    });
    if (!stop || stop.place === found[0]?.place) return found;
    found.push(stop);
    assert.ok(found.length < 500, "the focus goes round in circles");
  }
}

const faultsOf = (found) => {
  const faults = [];
  for (const [nth, stop] of found.entries()) {
    if (!stop.outlined) faults.push(`no focus is to be seen on ${stop.name}`);
    if (!stop.seen || !stop.inView) faults.push(`out of sight with the focus on it: ${stop.name}`);
    else if (!stop.uncovered) faults.push(`covered by something: ${stop.name}`);
    if (stop.tabIndex > 0) faults.push(`out of turn: ${stop.name}`);
    if (nth > 0 && stop.place < found[nth - 1].place) faults.push(`before its place in the document: ${stop.name}`);
  }
  return faults;
};

describe("the keyboard", () => {
  const sites = {};
  before(async () => {
    for (const [name, folder] of Object.entries({ portal, example, full })) sites[name] = await serve(folder);
  });
  after(() => Promise.all(Object.values(sites).map((site) => site.close())));

  for (const width of [360, 1280]) {
    for (const lang of ["ar", "en"]) {
      const looked = onePerKind(portal, "kadi").filter((page) => page.path.startsWith(lang)).map(({ path }) => ["portal", path]);
      looked.push(["example", `${lang}/`], ["full", `${lang}/sanabil/policies/complaints/2.0/`]);
      for (const [name, path] of looked) {
        test(`meets the skip link first, shows every stop, in the order of the page: ${name} /${path} at ${width} px`, () =>
          visit(sites[name].url + path, { width, height: 800 }, async (page) => {
            const found = await stops(page);
            assert.ok(found[0]?.skip, `the first stop is ${found[0]?.name}`);
            assert.ok(found.length > 5, "there are few stops");
            assert.deepEqual(faultsOf(found), []);
          }));
      }
    }
  }

  test("on a phone the focus never goes up the page", async () => {
    for (const { path } of onePerKind(portal, "kadi").filter(({ path }) => /^(ar|en)\//.test(path))) {
      await visit(sites.portal.url + path, { width: 360, height: 800 }, async (page) => {
        const found = (await stops(page)).slice(1);
        // Within one clause, the link to it stands beside its first line, after any in its words.
        const isUp = (stop, last) => stop.bottom < last.top - 1 && !(stop.clause && stop.clause === last.clause);
        const up = found.filter((stop, nth) => nth > 0 && isUp(stop, found[nth - 1])).map(({ name }) => name);
        assert.deepEqual(up, [], path);
      });
    }
  });

  test("the skip link leads past the head of the page", () =>
    visit(`${sites.portal.url}ar/kadi/`, {}, async (page) => {
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), true);
    }));

  test("after an entry of the contents, the next stop is inside its clause or after it", () =>
    visit(`${sites.portal.url}en/kadi/policies/beneficiary-relations/`, {}, async (page) => {
      await page.focus('.contents a[href="#c-3-5"]');
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement?.id === "c-3-5");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => {
        const clause = document.getElementById("c-3-5");
        return clause.contains(document.activeElement) || clause.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
      }));
    }));

  test("what folds opens and closes with Enter", () =>
    visit(`${sites.portal.url}ar/kadi/policies/beneficiary-relations/`, { width: 360 }, async (page) => {
      const entry = page.locator('.contents a[href="#c-3-5"]');
      await page.focus(".contents summary");
      await page.keyboard.press("Enter");
      assert.equal(await entry.isVisible(), true);
      await page.keyboard.press("Enter");
      assert.equal(await entry.isVisible(), false);
    }));
});
