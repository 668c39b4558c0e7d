// Every kind of page with a reader's own settings: wider spacing, twice the size, no style sheet; and nothing that jumps.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, large, largePages, onePerKind, portal } from "./sites.mjs";

/** Runs in the browser: whether the page scrolls sideways, and what is cut off. */
function clipped() {
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 40)}»`;
  const isHidden = (element) => element.closest(".hidden, .trap, caption, thead, .bullet") && getComputedStyle(element.closest(".hidden, .trap, caption, thead, .bullet")).overflow !== "visible";
  return {
    scroll: document.documentElement.scrollWidth - innerWidth,
    cut: [...document.body.querySelectorAll("*")].filter((element) => {
      if (!element.checkVisibility() || isHidden(element)) return false;
      const style = getComputedStyle(element);
      const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return across || down;
    }).map(name),
  };
}

/** The least that WCAG 1.4.12 lets a reader ask for; a constructed sheet, which the Content-Security-Policy allows. */
function space() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
}

/** Runs before the page's own scripts: adds up what moves without a reader's doing. */
const watch = () => {
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value))).observe({ type: "layout-shift", buffered: true });
};

describe("a reader's own settings", () => {
  const sites = {};
  before(async () => {
    for (const [name, folder] of Object.entries({ portal, full, example, large })) sites[name] = await serve(folder);
  });
  after(() => Promise.all(Object.values(sites).map((site) => site.close())));

  const known = new Set(onePerKind(portal).map(({ kind }) => kind));
  const looked = [
    ...onePerKind(portal, "kadi").map((page) => ["portal", page]),
    ...onePerKind(full, "complaints").filter(({ kind }) => !known.has(kind)).map((page) => ["full", page]),
    ...["ar", "en"].flatMap((lang) => [`${lang}/sanabil/`, `${lang}/sanabil/policies/complaints/2.0/`].map((path) => ["full", { path, kind: "long words", lang }])),
    ...largePages.map((page) => ["large", page]),
    ...["ar/", "en/"].map((path) => ["example", { path, kind: "a logo", lang: path.slice(0, 2) }]),
  ];
  for (const [site, { path, kind, lang }] of looked) {
    test(`nothing moves, scrolls sideways or is cut off: ${kind} in ${lang}: ${site} /${path}`, () =>
      visit(sites[site].url + path, { width: 320, height: 700, script: watch, expected: kind === "not-found" ? /404/ : undefined }, async (page) => {
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.equal(await page.evaluate(() => window.moved), 0, "layout shift");
        assert.deepEqual(await page.evaluate(clipped), { scroll: 0, cut: [] }, "320 px");
        await page.evaluate(space);
        assert.deepEqual(await page.evaluate(clipped), { scroll: 0, cut: [] }, "320 px, spaced as WCAG 1.4.12 allows");
        // 200 % zoom of a window 1280 px wide.
        await page.setViewportSize({ width: 640, height: 450 });
        assert.deepEqual(await page.evaluate(clipped), { scroll: 0, cut: [] }, "200 % of 1280 px, spaced");
      }));

    test(`it can be read without its style sheet: ${kind} in ${lang}: ${site} /${path}`, () =>
      visit(sites[site].url + path, { width: 360, expected: kind === "not-found" ? /404/ : undefined }, async (page) => {
        const found = await page.evaluate(() => {
          document.querySelectorAll("link[rel=stylesheet]").forEach((link) => link.remove());
          const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
          const tall = [...document.querySelectorAll("svg, img")].filter((picture) => picture.getBoundingClientRect().height > 64).map((picture) => picture.outerHTML.slice(0, 80));
          const heading = document.querySelector("h1");
          return {
            tall,
            direction: getComputedStyle(heading).direction,
            heading: seen(heading) && heading.compareDocumentPosition(document.querySelector("footer")) === Node.DOCUMENT_POSITION_FOLLOWING,
            clauses: [...document.querySelectorAll("[data-clause]")].filter((clause) => !seen(clause)).length,
            links: [...document.querySelectorAll("main a")].filter((link) => !link.textContent.trim() && !link.getAttribute("aria-label")).length,
          };
        });
        assert.deepEqual(found, { tall: [], direction: lang === "ar" ? "rtl" : "ltr", heading: true, clauses: 0, links: 0 });
      }));
  }

  test("the head of a page does not move while it comes in pieces", async () => {
    const path = "ar/changes/index.html";
    const html = readFileSync(join(portal, path), "utf8");
    const main = html.indexOf("<main");
    let cut = 0;
    const server = createServer((request, response) => {
      if (!request.url.endsWith("/")) {
        const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
        response.writeHead(200, { "Content-Type": types[request.url.split(".").pop()] });
        return void response.end(readFileSync(join(portal, request.url)));
      }
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.write(html.slice(0, cut));
      setTimeout(() => response.end(html.slice(cut)), 250);
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    try {
      const cuts = [...html.slice(0, main).matchAll(/></g)].map(({ index }) => index + 1).filter((at) => at > html.indexOf("<header"));
      assert.ok(cuts.length > 20, `${cuts.length} pieces`);
      for (cut of cuts.filter((_, nth) => nth % 4 === 3)) {
        await visit(`http://127.0.0.1:${server.address().port}/ar/changes/`, { width: 320, height: 700, script: watch }, async (page) => {
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
          assert.equal(await page.evaluate(() => window.moved), 0, `after ${html.slice(0, cut).slice(-60)}`);
        });
      }
    } finally {
      server.close();
    }
  });
});
