// What every page of every site owes its readers, at the narrowest width.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isStyled, visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, pages, portal } from "./sites.mjs";

/** What one page is found to be; runs in the browser. */
function look() {
  const wide = innerWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (data.trim() && !parentElement.closest("script, style")) texts.push({ data: data.trim(), parent: parentElement });
  }
  const lang = (element) => element.closest("[lang]").lang;
  const isArabic = (text) => /[\u0621-\u064a]/.test(text);
  return {
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    computed: getComputedStyle(document.body).direction,
    h1: document.querySelectorAll("h1").length,
    mains: document.querySelectorAll("main").length,
    title: document.title,
    scroll: document.documentElement.scrollWidth - wide,
    outside: [...document.body.querySelectorAll("*")]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && (left < -1 || right > wide + 1) && !scrolls(element) && !element.matches(".skip");
      })
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent.trim().slice(0, 40)}`),
    keys: texts.filter(({ parent }) => !parent.closest("bdi, code")).map(({ data }) => data).filter((text) => /\b[a-z]+(_[a-z]+)+\b/.test(text)),
    unmarked: texts
      .filter(({ data, parent }) => (isArabic(data) ? lang(parent) !== "ar" : /[a-z]{2,}\s+[a-z]{2,}/i.test(data) && lang(parent) !== "en" && !parent.closest("bdi, code, pre")))
      .map(({ data }) => data),
    turned: [...document.querySelectorAll("[lang]")].filter((element) => element.dir && element.dir !== (element.lang === "ar" ? "rtl" : "ltr")).map((element) => element.outerHTML.slice(0, 120)),
    lost: [...document.querySelectorAll('a[href^="#"]')].map((link) => decodeURIComponent(link.hash.slice(1))).filter((id) => id && !document.getElementById(id)),
    other: [...document.querySelectorAll("a.language")].filter((link) => link.checkVisibility()).length,
  };
}

for (const [name, folder] of Object.entries({ portal, "an association by itself": example, "drafts, versions, missing translations": full })) {
  describe(name, () => {
    let site;
    before(async () => (site = await serve(folder)));
    after(() => site.close());

    for (const { path, kind, lang } of pages(folder)) {
      test(`/${path} fits 320 px, has one h1, says its language, asks no other host`, () =>
        visit(site.url + path, { width: 320, height: 700, expected: kind === "not-found" ? /404/ : undefined }, async (page) => {
          const found = await page.evaluate(look);
          assert.equal(found.scroll, 0, "it scrolls sideways");
          assert.deepEqual(found.outside, [], "these stand outside the window");
          assert.equal(found.h1, 1, "number of h1");
          assert.equal(found.mains, 1, "number of main");
          assert.equal(found.lang, lang);
          assert.equal(found.dir, lang === "ar" ? "rtl" : "ltr");
          assert.equal(found.computed, found.dir);
          assert.notEqual(found.title, "");
          assert.equal(found.other, 1, "number of ways into the other language");
          assert.deepEqual(found.keys, [], "keys of strings stand where words should");
          assert.deepEqual(found.unmarked, [], "these are in another language and are not marked so");
          assert.deepEqual(found.turned, [], "these have the wrong direction for their language");
          assert.deepEqual(found.lost, [], "links within the page that lead nowhere");
          assert.ok(await isStyled(page), "the style sheet is not in force");
        }));
    }
  });
}
