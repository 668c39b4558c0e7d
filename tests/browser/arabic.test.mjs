// Arabic is the first language: right to left, unbroken, with numbers that do not turn around.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, onePerKind, pages, portal } from "./sites.mjs";

/** Runs in the browser: where the words of a page stand and how they are set. */
function look() {
  const lang = (element) => element.closest("[lang]")?.lang;
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 40)}»`;
  const elements = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility());
  // An address may go on in the next line between its parts; it is looked at as one.
  for (const pause of document.querySelectorAll("wbr")) pause.remove();
  document.body.normalize();
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && node.parentElement.checkVisibility() && !node.parentElement.closest("script, style")) texts.push(node);
  }
  // A number with a sign, an ISO date, a code, an address: neutral characters at whose edges bidi turns.
  const TURNS = /\+\d[\d ()-]{6,}\d|\b\d{4}-\d{2}-\d{2}\b|\b[A-Z]{2,}-\d+\b|https?:\/\/\S+|\b[\w.]+@[\w.]+\w|(?<![\w])@\w+/g;
  const bare = [];
  const turned = [];
  for (const node of texts) {
    for (const match of node.data.matchAll(TURNS)) {
      const isolate = node.parentElement.closest("bdi, code, pre");
      const style = isolate && getComputedStyle(isolate);
      if (!isolate || !/isolate/.test(style.unicodeBidi)) bare.push(match[0]);
      const edge = (from) => {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, from + 1);
        return range.getBoundingClientRect();
      };
      const first = edge(match.index);
      const last = edge(match.index + match[0].length - 1);
      if (Math.abs(first.top - last.top) < 2 && first.left > last.left) turned.push(match[0]);
    }
  }
  return {
    html: getComputedStyle(document.documentElement).direction,
    main: getComputedStyle(document.querySelector("main")).direction,
    spaced: elements.filter((element) => lang(element) === "ar" && !["normal", "0px"].includes(getComputedStyle(element).letterSpacing)).map(name),
    leaning: elements.filter((element) => lang(element) === "ar" && getComputedStyle(element).fontStyle !== "normal").map(name),
    shouting: elements.filter((element) => lang(element) === "ar" && getComputedStyle(element).textTransform !== "none").map(name),
    justified: elements.filter((element) => getComputedStyle(element).textAlign === "justify").map(name),
    bare,
    turned,
    numbers: texts.flatMap((node) => node.data.match(TURNS) ?? []),
  };
}

/** Runs in the browser: text that is cut off or that runs into its neighbour. */
function clipped() {
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} «${element.textContent.trim().slice(0, 40)}»`;
  const isHidden = (element) => element.closest(".hidden, .trap, caption, thead") && element.getBoundingClientRect().width <= 2;
  return {
    scroll: document.documentElement.scrollWidth - innerWidth,
    cut: [...document.body.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      if (!element.checkVisibility() || isHidden(element) || element.matches(".bullet")) return false;
      const across = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const down = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return across || down;
    }).map(name),
    outside: [...document.body.querySelectorAll("h1, h2, h3, p, li, a, td, th, dd, dt, span, bdi")].filter((element) => {
      if (!element.checkVisibility() || isHidden(element) || element.closest(".table, pre, .skip, .hidden, caption")) return false;
      return [...element.getClientRects()].some(({ left, right, width }) => width > 1 && (left < -1 || right > innerWidth + 1));
    }).map(name),
  };
}

describe("Arabic pages", () => {
  const sites = {};
  before(async () => {
    for (const [name, folder] of Object.entries({ portal, example, full })) sites[name] = await serve(folder);
  });
  after(() => Promise.all(Object.values(sites).map((site) => site.close())));
  const arabic = (folder) => pages(folder).filter(({ lang, kind }) => lang === "ar" && kind !== "not-found");
  const looked = [
    ...arabic(example).map(({ path }) => ["example", path]),
    ...arabic(full).map(({ path }) => ["full", path]),
    ...onePerKind(portal, "ratel").filter(({ lang, kind }) => lang === "ar" && kind !== "not-found").map(({ path }) => ["portal", path]),
  ];

  for (const [site, path] of looked) {
    test(`are set right to left and unbroken, with numbers that keep their order: ${site} /${path}`, () =>
      visit(sites[site].url + path, {}, async (page) => {
        const found = await page.evaluate(look);
        assert.equal(found.html, "rtl");
        assert.equal(found.main, "rtl");
        assert.deepEqual(found.spaced, [], "letters stand apart");
        assert.deepEqual(found.leaning, [], "letters lean");
        assert.deepEqual(found.shouting, [], "letters are changed");
        assert.deepEqual(found.justified, [], "lines are stretched");
        assert.deepEqual(found.bare, [], "these do not stand in a bdi");
        assert.deepEqual(found.turned, [], "these are turned around");
      }));
  }

  test("the invented association's phone, e-mail and code are among what was looked at", () =>
    visit(`${sites.example.url}ar/`, {}, async (page) => {
      const { numbers } = await page.evaluate(look);
      for (const word of ["+966 50 000 0000", "info@example.org", "POL-01"]) {
        assert.ok(numbers.some((number) => number.replace(/\s/g, "") === word.replace(/\s/g, "")), `${word} is not on the page: ${numbers}`);
      }
    }));

  for (const width of [360, 1280]) {
    test(`nothing is cut off with text twice as large: ${width} px`, async () => {
      for (const [site, path] of [
        ...arabic(example).map(({ path }) => ["example", path]),
        ["full", "ar/sanabil/"], ["full", "ar/sanabil/channels/"], ["full", "ar/sanabil/policies/complaints/2.0/"], ["full", "ar/sanabil/policies/complaints/both/"],
        ["full", "en/sanabil/"], ["full", "en/sanabil/policies/complaints/2.0/"], ["portal", "ar/"], ["portal", "ar/kadi/policies/beneficiary-relations/"],
      ]) {
        await visit(sites[site].url + path, { width, textSize: 32 }, async (page) => {
          assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
          assert.deepEqual(await page.evaluate(clipped), { scroll: 0, cut: [], outside: [] }, `${site} /${path}`);
        });
      }
    });
  }
});
