// A clause can be cited: its link alone without scripts, with one a button that copies the words.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { FIGURE } from "./report.mjs";
import { serve } from "./server.mjs";
import { portal, root } from "./sites.mjs";

const POLICY = "kadi/policies/beneficiary-relations/";
const CLAUSE = "c-3-5-1";
const baseUrl = /^base_url:\s*"?([^"\s]+)/m.exec(readFileSync(join(root, "content/site.yaml"), "utf8"))[1];
// The association has published no name in English.
const WORDS = {
  ar: `سياسة تنظيم العلاقة مع المستفيدين، جمعية كادي، الإصدار 1.0، المادة 3، الفقرة 5/أ، ${baseUrl}ar/${POLICY}1.0/#${CLAUSE}`,
  en: `Beneficiary Relations Policy, جمعية كادي, version 1.0, Article 3, paragraph 5/a, ${baseUrl}en/${POLICY}1.0/#${CLAUSE}`,
};

describe("citing a clause", () => {
  let site;
  before(async () => (site = await serve(portal)));
  after(() => site.close());

  const open = (lang, options, look) => visit(`${site.url}${lang}/${POLICY}`, options, async (page) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(site.url).origin });
    return look(page);
  });
  const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

  for (const lang of ["ar", "en"]) {
    test(`in ${lang}: association, policy, version, labels and the address that stays are copied, and it is said`, () =>
      open(lang, {}, async (page) => {
        assert.equal(await page.locator("[role=status].cited").innerText(), "", "something is announced before anything was copied");
        // What is laid out late would move the clause from under the pointer.
        await page.waitForFunction(() => document.body.classList.contains("laid"));
        await page.hover(`#${CLAUSE} > .permalink`);
        await page.click(`#${CLAUSE} > .cite`);
        await page.waitForFunction(() => document.querySelector(".cited").textContent);
        assert.equal(await clipboard(page), WORDS[lang]);
        assert.match(await page.locator(".cited").innerText(), lang === "ar" ? /^نُسخت الإشارة:/ : /^Citation copied:/);
        assert.ok((await page.locator(".cited").innerText()).includes(WORDS[lang]));
      }));
  }

  test("the keyboard reaches the button right after the link, sees it there, and copies with Enter", () =>
    open("ar", {}, async (page) => {
      await page.focus(`#${CLAUSE} > .permalink`);
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const { className, ariaLabel } = document.activeElement;
        const { opacity } = getComputedStyle(document.activeElement);
        return { className, ariaLabel, opacity };
      });
      assert.deepEqual(focused, { className: "cite", ariaLabel: "نسخ الإشارة: المادة 3، الفقرة 5/أ", opacity: "1" });
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector(".cited").textContent);
      assert.equal(await clipboard(page), WORDS.ar);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".cited").innerText(), "");
    }));

  test("on a phone a clause that was asked for shows its button inside the page, large enough to touch", () =>
    visit(`${site.url}ar/${POLICY}#${CLAUSE}`, { width: 360, height: 740 }, async (page) => {
      const button = page.locator(`#${CLAUSE} > .cite`);
      const box = await button.boundingBox();
      assert.ok(box.height >= 24 && box.width >= 24, `${box.width} × ${box.height}`);
      assert.ok(box.x >= 0 && box.x + box.width <= 360, `from ${box.x} to ${box.x + box.width}`);
      assert.equal(await button.evaluate((element) => getComputedStyle(element).opacity), "1");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    }));

  test("where the browser does not copy, the citation is shown and selected, to be copied by hand", () =>
    visit(`${site.url}en/${POLICY}`, { script: () => { navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed")); } }, async (page) => {
      await page.focus(`#${CLAUSE} > .cite`);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector(".cited").textContent);
      assert.match(await page.locator(".cited").innerText(), /did not allow copying/);
      assert.equal(await page.evaluate(() => getSelection().toString().trim()), WORDS.en);
    }));

  test("without a script every clause has its link, and there is no button", () =>
    visit(`${site.url}ar/${POLICY}`, { scripts: false }, async (page) => {
      const clauses = await page.locator("#text .clause").count();
      assert.ok(clauses > 50);
      assert.equal(await page.locator("#text .clause > .permalink").count(), clauses);
      assert.equal(await page.locator(".cite").count(), 0);
    }));

  test("on paper there is neither link nor button", () =>
    visit(`${site.url}ar/${POLICY}#${CLAUSE}`, { media: "print" }, async (page) => {
      const seen = await page.evaluate(() => [...document.querySelectorAll(".permalink, .cite, .cited")].filter((element) => element.checkVisibility()).length);
      assert.equal(seen, 0);
    }));

  test("the script of every page is at most 3 KB compressed", (t) => {
    const name = readdirSync(join(portal, "assets")).find((file) => /^page\..*js$/.test(file));
    const bytes = gzipSync(readFileSync(join(portal, "assets", name)), { level: 9 }).length;
    t.diagnostic(`${FIGURE}page.js: ${bytes} bytes with gzip`);
    assert.ok(bytes <= 3 * 1024, `${bytes} bytes`);
  });
});
