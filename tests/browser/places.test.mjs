// A built site stands anywhere: at a root, in a sub-path, in a folder without a server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { isStyled, visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { onePerKind, pages, portal, sub, subPath } from "./sites.mjs";

/** Every address inside the site that a page names. */
const named = (page) =>
  page.evaluate(() => {
    const urls = [...document.querySelectorAll("a[href], link[href], img[src], script[src]")].map((element) => element.href || element.src);
    return [...new Set(urls.filter((url) => url.startsWith(location.origin)).map((url) => url.split("#")[0]))];
  });

describe("in a sub-path", () => {
  let site;
  before(async () => (site = await serve(sub, subPath)));
  after(() => site.close());

  test("every kind of page is styled, and whatever it names stands below the sub-path", async () => {
    const addresses = new Set();
    for (const { path, kind } of onePerKind(sub)) {
      await visit(site.url + path, { expected: kind === "not-found" ? /404/ : undefined }, async (page) => {
        assert.ok(await isStyled(page), path);
        for (const address of await named(page)) addresses.add(address);
      });
    }
    assert.ok(addresses.size > 20, "the pages name few addresses");
    for (const address of addresses) {
      assert.ok(address.startsWith(site.url), `${address} is not below ${site.url}`);
      const { status } = await fetch(address);
      assert.equal(status, 200, address);
    }
  });

  test("an unknown address, however deep, shows the page for it with its styles, and leads home", () =>
    visit(`${site.url}no/such/page/anywhere`, { expected: /404/ }, async (page, response) => {
      assert.equal(response.status(), 404);
      assert.ok(await isStyled(page));
      await Promise.all([page.waitForURL(`${site.url}ar/`), page.click("main a")]);
      assert.equal(await page.locator("h1").count(), 1);
    }));
});

describe("at a root", () => {
  let site;
  before(async () => (site = await serve(portal)));
  after(() => site.close());

  test("an unknown address, however deep, shows the page for it with its styles, in both languages", () =>
    visit(`${site.url}en/kadi/no/such/page/`, { expected: /404/ }, async (page, response) => {
      assert.equal(response.status(), 404);
      assert.ok(await isStyled(page));
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("main section")].map((part) => [part.lang, part.dir])), [["ar", "rtl"], ["en", "ltr"]]);
    }));

  test("the root is the first language's home", () =>
    visit(site.url, {}, async (page) => {
      assert.equal(await page.evaluate(() => document.documentElement.lang), "ar");
      assert.equal(new URL(page.url()).pathname, "/");
    }));

  test("headers of the host: a policy that allows nothing from elsewhere, assets kept for good", async () => {
    const page = await fetch(`${site.url}ar/`);
    const policy = page.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.equal(page.headers.get("x-content-type-options"), "nosniff");
    const style = /href=[^ >]*?(assets\/style\.[^ >]+)/.exec(await page.text())[1];
    assert.match((await fetch(site.url + style)).headers.get("cache-control"), /immutable/);
  });
});

describe("in a folder", () => {
  const address = (path) => pathToFileURL(join(portal, path)).href;

  for (const { path, kind, lang } of onePerKind(portal, "kadi").filter(({ kind }) => kind !== "not-found")) {
    test(`${kind} in ${lang} is styled and can be read`, () =>
      visit(address(`${path}index.html`), { width: 360, height: 740 }, async (page) => {
        assert.ok(await isStyled(page));
        const shown = await page.evaluate(() => ({
          words: document.querySelector("main").innerText.length,
          broken: [...document.images].filter((image) => !image.complete || image.naturalWidth === 0).map((image) => image.src),
          scroll: document.documentElement.scrollWidth - innerWidth,
        }));
        assert.ok(shown.words > 200, "there is little to read");
        assert.deepEqual(shown.broken, []);
        assert.equal(shown.scroll, 0);
      }));
  }

  test("links lead from page to page, and into the other language at the same clause", () =>
    visit(address("index.html"), {}, async (page) => {
      const follow = async (link, ending) => {
        await Promise.all([page.waitForURL((url) => url.href.endsWith(ending)), page.click(link)]);
        assert.ok(await isStyled(page), ending);
      };
      await follow('main a[href*="kadi"] >> nth=0', "/ar/kadi/index.html");
      await follow(".register a >> nth=0", "/ar/kadi/policies/beneficiary-relations/index.html");
      await page.click('.contents a[href="#c-3-5"]');
      await follow("a.language", "/en/kadi/policies/beneficiary-relations/index.html#c-3-5");
      await follow(".crumbs a >> nth=0", "/en/index.html");
    }));

  test("no page names an address from the root of a host", () => {
    for (const { path, kind } of pages(portal)) {
      if (kind === "not-found") continue;
      const html = readFileSync(join(portal, path, "index.html"), "utf8");
      assert.deepEqual(html.match(/\s(?:href|src)=["']?\/[^\s>]*/g), null, path);
    }
  });
});
