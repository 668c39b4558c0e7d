// The search page: from a reader's own words to the clause, by keyboard, and whatever goes wrong on the way.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, portal } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const findings = (page) =>
  page.evaluate(async (tags) => (await axe.run({ runOnly: tags, resultTypes: ["violations"] })).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`)), TAGS);

/** Waits until the page shows what was found for these words. */
const settled = (page, words, state = "results") =>
  page.waitForFunction(([words, state]) => document.body.dataset.search === state && !document.getElementById("results").hasAttribute("aria-busy") && new URLSearchParams(location.search).get("q") === words, [words, state]);

async function type(page, words, state) {
  await page.fill("#query", words);
  await settled(page, words, state);
}

const of = (words) => `search/?q=${encodeURIComponent(words)}`;
const titles = (page) => page.locator(".hit").evaluateAll((hits) => hits.map((hit) => hit.innerText.replace(/\s+/g, " ")));
const marks = (page) => page.locator(".hit mark").allTextContents();
const clausePage = (url, lang) => url.pathname.startsWith(`/${lang}/`) && /policies\/.+#c-/.test(url.href);

/** Aborts every request for a part of the index, or for the script that searches, until told otherwise. */
async function cut(page, pattern) {
  await page.route(pattern, (route) => route.abort());
  return () => page.unroute(pattern);
}
/** A script in the place of the one that searches: a hit that is markup, and many associations. */
const many = `export const openIndex = async () => ({ search: async () => ({
  total: 1,
  hits: [{ url: new URL("/ar/", location.href).href, association: "a1", association_name: "<i>One</i>", policy: "p", version: "1.0", clause: "c", kind: "item", lang: "ar",
    title: "سياسة", heading: "<i>عنوان</i>", label: "أ)", parts: [["<b>", false], ["نص", true]] }],
  facets: {
    associations: Array.from({ length: 12 }, (_, nth) => ({ id: "a" + nth, count: 2, name: { ar: "جمعية", en: nth % 2 ? "Association " + nth : null } })),
    categories: [{ id: "x", count: 1 }],
    languages: [{ id: "ar", count: 3 }, { id: "en", count: 2 }],
  },
}) });`;
const NO_NETWORK = /ERR_FAILED|Failed to fetch/;

describe("search", () => {
  let site;
  let other;
  let single;
  before(async () => ([site, other, single] = await Promise.all([serve(portal), serve(full), serve(example)])));
  after(() => Promise.all([site, other, single].map((one) => one.close())));

  for (const [lang, words, mark] of [
    ["ar", "إستقبال الشكاوي", /شكاوى/],
    ["ar", "وبالشكوى", /شكوى|شكاوى/],
    ["ar", "المستفيديين", /مستفيدين/],
    ["ar", "complaint", /شكوى|شكاوى/],
    ["en", "complaints", /complaint/i],
    ["en", "benificiary", /beneficiar/i],
  ]) {
    test(`finds ${words} (${lang})`, () =>
      visit(`${site.url}${lang}/search/`, {}, async (page) => {
        await type(page, words);
        const found = await marks(page);
        assert.ok(found.length > 0 && found.some((marked) => mark.test(marked)), found.join(" "));
        assert.ok((await titles(page)).every((title) => title.length > 10));
      }));
  }

  test("a query in Arabic finds the clauses of the English page, in English", () =>
    visit(`${site.url}en/${of("شكوى")}`, {}, async (page) => {
      await settled(page, "شكوى");
      assert.match((await titles(page))[0], /complaint/i);
      for (const url of await page.locator(".hit").evaluateAll((hits) => hits.map((hit) => hit.href))) assert.match(url, /\/en\//);
    }));

  test("marks the letters that were found and no others", () =>
    visit(`${site.url}ar/${of("الشكاوى")}`, {}, async (page) => {
      await settled(page, "الشكاوى");
      for (const marked of await marks(page)) assert.match(marked, /^(ال)?(شكوى|شكاوى|شكواه|الشكوى)$/);
      assert.ok((await page.locator(".hit .words").allTextContents()).some((text) => /شكاوى/.test(text)));
    }));

  for (const [lang, words] of [["ar", "كيف اقدم شكوي"], ["en", "how do I complain"]]) {
    for (const width of [360, 1280]) {
      test(`the keyboard alone leads from any page to the clause (${lang}, ${width} px)`, () =>
        visit(`${site.url}${lang}/kadi/policies/beneficiary-relations/`, { width }, async (page) => {
          await page.keyboard.press("/");
          if (width > 700) {
            await page.waitForFunction(() => document.activeElement.id === "ask");
            await page.keyboard.type(words);
            await Promise.all([page.waitForURL((url) => url.pathname === `/${lang}/search/`), page.keyboard.press("Enter")]);
          } else {
            // A phone's head has no room for the box: the key leads to the page of search, and there into its box.
            await page.waitForURL((url) => url.pathname === `/${lang}/search/`);
            await page.locator("#query").waitFor();
            await page.keyboard.press("/");
            await page.waitForFunction(() => document.activeElement.id === "query");
            await page.keyboard.type(words);
          }
          await settled(page, words);
          assert.equal(await page.evaluate(() => document.activeElement.id), "query");
          await page.keyboard.press("ArrowDown");
          await page.keyboard.press("ArrowDown");
          await page.keyboard.press("ArrowUp");
          const chosen = page.locator('.hit[aria-selected="true"]');
          assert.equal(await chosen.count(), 1);
          assert.equal(await page.getAttribute("#query", "aria-activedescendant"), await chosen.getAttribute("id"));
          await Promise.all([page.waitForURL((url) => clausePage(url, lang)), page.keyboard.press("Enter")]);
          await page.waitForFunction(() => document.activeElement.id === decodeURIComponent(location.hash.slice(1)));
          assert.equal(await page.evaluate(() => document.activeElement.matches(":target")), true);
        }));
    }
  }

  test("the key that writes a stroke writes «ظ» on an Arabic keyboard, and neither leads away from a field", () =>
    visit(`${site.url}ar/`, {}, async (page) => {
      await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ظ", bubbles: true, cancelable: true })));
      assert.equal(await page.evaluate(() => document.activeElement.id), "ask");
      await page.keyboard.type("أ/ب");
      assert.equal(await page.inputValue("#ask"), "أ/ب");
    }));

  test("Escape leaves the answer, then empties the box, then leaves it", () =>
    visit(`${site.url}ar/${of("شكوى")}`, {}, async (page) => {
      await settled(page, "شكوى");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator('.hit[aria-selected="true"]').count(), 0);
      assert.equal(await page.inputValue("#query"), "شكوى");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.body.dataset.search === "idle");
      assert.equal(await page.inputValue("#query"), "");
      assert.equal(await page.evaluate(() => document.activeElement.id), "query");
      await page.keyboard.press("Escape");
      assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    }));

  test("whoever goes on with Tab meets every answer, and the arrows move there too", () =>
    visit(`${site.url}ar/${of("الشكاوى")}`, { width: 1280 }, async (page) => {
      await settled(page, "الشكاوى");
      await page.focus("#hit-0");
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.evaluate(() => document.activeElement.id), "hit-1");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      assert.equal(await page.evaluate(() => document.activeElement.id), "query");
    }));

  test("the header's box leads here with scripts off, where everything is listed", () =>
    visit(`${site.url}ar/kadi/`, { scripts: false, width: 800 }, async (page) => {
      await page.fill("#ask", "شكوى");
      await Promise.all([page.waitForURL((url) => url.pathname === "/ar/search/" && url.searchParams.get("q") === "شكوى"), page.press("#ask", "Enter")]);
      assert.equal(await page.locator("noscript .notice").isVisible(), true);
      for (const hidden of ["#finder", "#results", "#failed", "#in-folder"]) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
      assert.equal(await page.locator(".outline > section").count(), 5);
      const section = page.locator('.outline a[href$="kadi/policies/beneficiary-relations/#c-3-5"]');
      await Promise.all([page.waitForURL((url) => url.hash === "#c-3-5"), section.click()]);
      assert.equal(await page.evaluate(() => document.querySelector(":target")?.id), "c-3-5");
    }));

  test("every link of the list leads to a clause of its page", async () => {
    for (const address of [`${site.url}ar/search/`, `${site.url}en/search/`, `${other.url}ar/search/`, `${other.url}en/search/`, `${single.url}ar/search/`]) {
      await visit(address, { scripts: false }, async (page) => {
        const links = await page.locator(".sections-of a").evaluateAll((links) => links.map((link) => link.href));
        assert.ok(links.length > 2, address);
        const pages = new Map();
        for (const link of links) {
          const [path, id] = link.split("#");
          if (!pages.has(path)) pages.set(path, await (await fetch(path)).text());
          assert.match(pages.get(path), new RegExp(`id="?${id}[" >]`), link);
        }
      });
    }
  });

  test("Back and Forward go from one search to the next, and to the clause", () =>
    visit(`${site.url}ar/search/`, {}, async (page) => {
      await page.fill("#query", "شكوى");
      await page.press("#query", "Enter");
      await settled(page, "شكوى");
      await page.fill("#query", "رضا");
      await settled(page, "رضا");
      await page.fill("#query", "رضا المستفيدين");
      await page.press("#query", "Enter");
      await settled(page, "رضا المستفيدين");
      await Promise.all([page.waitForURL((url) => clausePage(url, "ar")), page.click("#hit-0")]);
      await page.goBack();
      await settled(page, "رضا المستفيدين");
      assert.equal(await page.inputValue("#query"), "رضا المستفيدين");
      await page.goBack();
      await settled(page, "شكوى");
      assert.equal(await page.inputValue("#query"), "شكوى");
      await page.goBack();
      await page.waitForFunction(() => document.body.dataset.search === "idle");
      await page.goForward();
      await settled(page, "شكوى");
    }));

  test("counts in the page's own way", async () => {
    for (const [lang, form] of [["ar", /^(نتيجة واحدة|نتيجتان|\d+ (نتائج|نتيجة))$/], ["en", /^(One result|\d+ results)$/]]) {
      await visit(`${site.url}${lang}/${of("شكوى")}`, {}, async (page) => {
        await settled(page, "شكوى");
        assert.match(await page.textContent("#told"), form);
        assert.equal(await page.getAttribute("#told", "role"), "status");
      });
    }
  });

  test("shows more, and puts the focus on the first that is new", () =>
    visit(`${site.url}ar/${of("المستفيد")}`, {}, async (page) => {
      await settled(page, "المستفيد");
      assert.equal(await page.locator(".hit").count(), 10);
      await page.click("#more");
      await page.waitForFunction(() => document.activeElement.id === "hit-10");
      assert.ok((await page.locator(".hit").count()) > 10);
    }));

  test("narrows to an association and back, and the address keeps it", () =>
    visit(`${site.url}ar/${of("المستفيد")}`, { width: 1280 }, async (page) => {
      await settled(page, "المستفيد");
      const kadi = page.locator('[data-choice="association kadi"]');
      const count = Number(await kadi.locator(".count").textContent());
      await kadi.click();
      await page.waitForURL((url) => url.searchParams.get("association") === "kadi");
      await page.waitForFunction(() => document.querySelector('[data-choice="association kadi"]')?.ariaPressed === "true");
      assert.equal(Number(/\d+/.exec(await page.textContent("#told"))[0]), count);
      assert.equal(await page.evaluate(() => document.activeElement.dataset.choice), "association kadi");
      for (const url of await page.locator(".hit").evaluateAll((hits) => hits.map((hit) => hit.href))) assert.match(url, /\/ar\/kadi\//);
      await page.reload();
      await page.waitForFunction(() => document.querySelector('[data-choice="association kadi"]')?.ariaPressed === "true");
      await page.click('[data-choice="association kadi"]');
      await page.waitForURL((url) => !url.searchParams.has("association"));
      await page.waitForFunction(() => document.querySelectorAll('[data-choice][aria-pressed="true"]').length === 0);
    }));

  test("narrows by subject", () =>
    visit(`${other.url}ar/${of("الجمعية")}`, { width: 1280 }, async (page) => {
      await settled(page, "الجمعية");
      const before = await page.textContent("#told");
      const count = await page.textContent('[data-choice="category beneficiaries"] .count');
      await page.click('[data-choice="category beneficiaries"]');
      await page.waitForURL((url) => url.searchParams.get("category") === "beneficiaries");
      await page.waitForFunction(() => document.querySelector('[data-choice="category beneficiaries"]')?.ariaPressed === "true");
      assert.match(await page.textContent("#told"), new RegExp(`^${count} `));
      assert.notEqual(await page.textContent("#told"), before);
      await page.goBack();
      await page.waitForFunction(() => document.querySelector('[data-choice="category beneficiaries"]')?.ariaPressed === "false");
      assert.equal(await page.textContent("#told"), before);
    }));

  test("many associations fold, a language can be chosen, and a text in another language says so", () =>
    visit(`${site.url}en/search/`, { width: 1280 }, async (page) => {
      await page.route(/assets\/search\.js/, (route) => route.fulfill({ contentType: "text/javascript", body: many }));
      await type(page, "x");
      assert.equal(await page.locator("#facets > fieldset").count(), 2);
      assert.equal(await page.locator('[data-choice="association a9"]').isVisible(), false);
      await page.click("#facets details summary");
      await page.click('[data-choice="association a9"]');
      await page.waitForFunction(() => document.querySelector('[data-choice="association a9"]')?.ariaPressed === "true");
      assert.equal(await page.locator('[data-choice="association a9"]').isVisible(), true);
      await page.click('[data-choice="written ar"]');
      await page.waitForURL((url) => url.searchParams.get("written") === "ar" && url.searchParams.get("association") === "a9");
      assert.equal(await page.textContent("#told"), "One result");
      const said = await page.locator(".said bdi").first().evaluate(({ lang, dir }) => [lang, dir]);
      assert.deepEqual(said, ["ar", "rtl"]);
      assert.equal(await page.locator(".hit b i").count(), 0);
    }));

  test("says what to try when there is nothing, and whom to ask", () =>
    visit(`${site.url}ar/${of("زرافة")}`, {}, async (page) => {
      await settled(page, "زرافة", "none");
      assert.equal(await page.textContent("#told"), "لم نجد ما يطابق كلماتك");
      assert.equal(await page.getAttribute("#query", "aria-expanded"), "false");
      assert.equal(await page.locator("#none li").count(), 8);
      assert.equal(await page.locator("#list").isVisible(), true);
      assert.equal(await page.locator('#none a[href$="channels/"]').count(), 5);
    }));

  test("a filter that leaves nothing can be taken off", () =>
    visit(`${site.url}ar/${of("شكوى")}&association=none`, {}, async (page) => {
      await settled(page, "شكوى", "none");
      await page.click("#everywhere button");
      await settled(page, "شكوى");
      assert.equal(new URL(page.url()).searchParams.has("association"), false);
    }));

  for (const [what, pattern] of [["a part of the index", /assets\/search\/.*\.txt/], ["the script that searches", /assets\/search\.js/]]) {
    test(`says so when ${what} does not come, and tries again`, () =>
      visit(`${site.url}ar/search/`, { expected: NO_NETWORK }, async (page) => {
        const mend = await cut(page, pattern);
        await type(page, "شكوى", "failed");
        assert.equal(await page.textContent("#told"), "تعذّر تحميل البحث");
        assert.equal(await page.locator("#list").isVisible(), true);
        await mend();
        await page.click("#again");
        await settled(page, "شكوى");
        assert.equal(await page.locator("#failed").isVisible(), false);
      }));
  }

  test("an answer that comes late does not take the place of a newer one", () =>
    visit(`${site.url}ar/search/`, {}, async (page) => {
      let release;
      const held = new Promise((go) => (release = go));
      let first = true;
      await page.route(/assets\/search\.js/, async (route) => {
        if (first) await held;
        first = false;
        await route.continue();
      });
      await page.fill("#query", "زرافة");
      await page.waitForURL((url) => url.searchParams.get("q") === "زرافة");
      await page.waitForFunction(() => document.getElementById("told").textContent === "يجري البحث…");
      await page.fill("#query", "شكوى");
      await page.waitForURL((url) => url.searchParams.get("q") === "شكوى");
      release();
      await settled(page, "شكوى");
      assert.ok((await page.locator(".hit").count()) > 0);
    }));

  test("odd words break nothing and are never markup", async () => {
    const odd = ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "شكوى <b>", ".*+?^${}()|[]\\", "😀👨‍👩‍👧 شكوى", "'; --", "%", "\u202eشكوى\u202c", "؟", "a".repeat(300), "&lt;b&gt;"];
    await visit(`${site.url}ar/search/`, {}, async (page) => {
      for (const words of odd) {
        await page.fill("#query", words);
        await page.press("#query", "Enter");
        await page.waitForFunction((words) => new URLSearchParams(location.search).get("q") === words && ["results", "none"].includes(document.body.dataset.search) && !document.getElementById("results").hasAttribute("aria-busy"), words);
        assert.equal(await page.locator("main img:not(.mark), main script, .hit b b").count(), 0, words);
      }
      for (const words of ["شكوى ".repeat(2000), "شكوى \ud800", "\udc00\udc00"]) {
        await page.evaluate((words) => {
          document.getElementById("query").value = words;
          document.getElementById("finder").requestSubmit();
        }, words);
        await page.waitForFunction(() => ["results", "none"].includes(document.body.dataset.search) && !document.getElementById("results").hasAttribute("aria-busy"));
      }
    });
    await visit(`${site.url}ar/search/?q=${"%D8%B4".repeat(600)}`, {}, (page) => page.waitForFunction(() => document.body.dataset.search === "none"));
  });

  test("the other language keeps the words", () =>
    visit(`${site.url}ar/${of("شكوى")}`, {}, async (page) => {
      await settled(page, "شكوى");
      await type(page, "رضا");
      await Promise.all([page.waitForURL((url) => url.pathname === "/en/search/"), page.click("a.language")]);
      await settled(page, "رضا");
      assert.match((await titles(page))[0], /satisf/i);
    }));

  test("what is shown in the other language says so", () =>
    visit(`${site.url}en/${of("complaint")}`, {}, async (page) => {
      await settled(page, "complaint");
      const unmarked = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.getElementById("results"), NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) if (/[\u0621-\u064a]/.test(walker.currentNode.data) && walker.currentNode.parentElement.closest("[lang]").lang !== "ar") found.push(walker.currentNode.data);
        return found;
      });
      assert.deepEqual(unmarked, []);
    }));

  test("opened from a folder, it says that search does not work there, and still lists everything", () =>
    visit(pathToFileURL(join(portal, "ar/index.html")).href, { width: 360 }, async (page) => {
      await page.fill("#ask", "شكوى");
      await Promise.all([page.waitForURL((url) => url.pathname.endsWith("/ar/search/index.html")), page.press("#ask", "Enter")]);
      assert.equal(await page.locator("#in-folder").isVisible(), true);
      assert.equal(await page.locator("#finder").isVisible(), false);
      await Promise.all([page.waitForURL((url) => url.href.endsWith("/ar/kadi/policies/beneficiary-relations/index.html#c-3-5")), page.click('.outline a[href$="kadi/policies/beneficiary-relations/index.html#c-3-5"]')]);
    }));

  test("by itself, an association is not named and every hit leads to its clause", () =>
    visit(`${single.url}ar/search/`, { width: 360 }, async (page) => {
      await type(page, "المستفيد");
      assert.equal(await page.locator('[data-choice^="association"]').count(), 0);
      await Promise.all([page.waitForURL((url) => /^\/ar\/policies\/.+/.test(url.pathname)), page.click("#hit-0")]);
      await page.waitForFunction(() => document.activeElement.matches(":target"));
    }));

  const states = {
    idle: ["", null],
    results: ["المستفيد", "results"],
    "no result": ["زرافة", "none"],
    failure: ["شكوى", "failed"],
  };
  for (const [name, [words, state]] of Object.entries(states)) {
    for (const lang of ["ar", "en"]) {
      test(`axe finds nothing, and nothing scrolls sideways: ${name} (${lang})`, () =>
        visit(`${site.url}${lang}/search/`, { width: 360, expected: NO_NETWORK }, async (page) => {
          await page.evaluate(axe);
          if (state === "failed") await cut(page, /assets\/search/);
          if (state) await type(page, words, state);
          if (state === "results") {
            await page.press("#query", "ArrowDown");
            await page.click("#narrow summary");
          }
          for (const [width, scheme] of [[360, "light"], [360, "dark"], [1280, "light"], [1280, "dark"]]) {
            await page.setViewportSize({ width, height: 800 });
            await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
            assert.deepEqual(await findings(page), [], `${width} px, ${scheme}`);
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px`);
          }
        }));
    }
  }
});
