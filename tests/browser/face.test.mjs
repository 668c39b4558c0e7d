// What the pages look like, where it can be measured: nothing squeezed, nothing said twice, room where it is needed.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { example, full, plain, portal } from "./sites.mjs";

describe("the face", () => {
  const sites = {};
  before(async () => {
    for (const [name, folder] of Object.entries({ portal, example, full, plain })) sites[name] = await serve(folder);
  });
  after(() => Promise.all(Object.values(sites).map((site) => site.close())));

  for (const lang of ["ar", "en"]) {
    test(`on a wide screen, home shows the latest approvals beside the search, not below an empty half (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/`, { width: 1280 }, async (page) => {
        const box = async (selector) => (await page.locator(selector).boundingBox());
        const [asked, latest] = [await box(".title .ask"), await box(".latest")];
        assert.ok(latest.y < asked.y + asked.height, "the latest approvals begin below the search");
        assert.ok(lang === "ar" ? latest.x + latest.width < asked.x : latest.x > asked.x + asked.width, "they stand at the end side");
      }));

    test(`a long name has one line of its own at 768 px, and search and the language stand at the ends (${lang})`, () =>
      visit(`${sites.full.url}${lang}/sanabil/`, { width: 768 }, async (page) => {
        const found = await page.evaluate(() => {
          const name = document.querySelector(".top .name");
          const lines = new Set([...name.getClientRects()].map(({ top }) => Math.round(top)));
          const language = document.querySelector(".top .language").getBoundingClientRect();
          return { lines: lines.size, start: document.documentElement.dir === "rtl" ? language.left : innerWidth - language.right };
        });
        assert.equal(found.lines, 1);
        assert.ok(found.start <= 24, `the language stands ${found.start} px from the edge`);
      }));

    test(`on a phone the head of a page leaves the screen to the page (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/kadi/policies/beneficiary-relations/`, { width: 360, height: 640 }, async (page) => {
        const { height } = await page.locator(".top").boundingBox();
        assert.ok(height <= 116, `it takes ${height} of 640 px`);
        await Promise.all([page.waitForURL(`**/${lang}/search/`), page.click(".to-search")]);
      }));
  }

  for (const lang of ["ar", "en"]) {
    test(`the first screen of a phone tells a policy's name, status and approval, and what one can do (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/kadi/policies/beneficiary-relations/`, { width: 360, height: 640 }, async (page) => {
        const parts = { name: "h1", status: ".standing", approval: ".approval .line", act: '.acts a[href$="forms/complaint/"]' };
        for (const [part, selector] of Object.entries(parts)) {
          const { y, height } = await page.locator(selector).first().boundingBox();
          assert.ok(y + height <= 640, `${part} ends at ${y + height} of 640 px`);
        }
      }));
  }

  test("on a phone the contents stay in reach, say where one is, and open over the text without moving it", () =>
    visit(`${sites.portal.url}ar/kadi/policies/beneficiary-relations/#c-3-5`, { width: 360, height: 740 }, async (page) => {
      await page.waitForFunction(() => document.querySelector(".here").textContent.startsWith("5."));
      const place = () => page.locator("#c-3-5").boundingBox();
      const before = await place();
      const bar = await page.locator(".contents").boundingBox();
      assert.ok(bar.y === 0 && bar.height <= 60, `the bar stands at ${bar.y} and is ${bar.height} px high`);
      assert.ok(before.y >= bar.height, "the bar covers what one was led to");
      await page.mouse.click(180, 20);
      assert.deepEqual(await place(), before);
      await page.click('.contents a[href="#c-4"]');
      await page.waitForFunction(() => document.activeElement.id === "c-4" && !document.querySelector(".contents details").open);
      const { y } = await page.locator("#c-4").boundingBox();
      assert.ok(y >= bar.height - 1, `the chosen section stands at ${y}, under the bar`);
      await page.mouse.click(180, 20);
      await page.mouse.click(180, 700);
      assert.equal(await page.locator(".contents details[open]").count(), 0, "a touch beside the list leaves it open");
    }));

  test("nothing of a clause that one was led to shows through the open contents", () =>
    visit(`${sites.portal.url}ar/kadi/policies/beneficiary-relations/#c-3-5-1`, { width: 360, height: 740, touch: true }, async (page) => {
      const { x, y, width, height } = await page.locator("#c-3-5-1 > .cite").boundingBox();
      await page.tap(".contents summary");
      assert.ok(await page.evaluate(([x, y]) => Boolean(document.elementFromPoint(x, y).closest(".contents")), [x + width / 2, y + height / 2]));
    }));

  for (const lang of ["ar", "en"]) {
    test(`far down a long policy, a phone has the search at hand, after the contents (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/kadi/policies/beneficiary-relations/#c-3-5`, { width: 360, height: 740, touch: true }, async (page) => {
        const search = page.locator(".contents .to-search");
        const box = await search.boundingBox();
        assert.ok(box.y >= 0 && box.y + box.height <= 60 && box.x >= 0 && box.x + box.width <= 360, `it stands at ${box.x}, ${box.y}`);
        assert.ok(box.width >= 24 && box.height >= 24, `${box.width} × ${box.height}`);
        assert.equal(await search.getAttribute("aria-label"), lang === "ar" ? "بحث" : "Search");
        await page.focus(".contents summary");
        await page.keyboard.press("Tab");
        assert.ok(await search.evaluate((link) => link === document.activeElement), "it does not come after the contents");
        await Promise.all([page.waitForURL(`**/${lang}/search/`), search.tap()]);
      }));

    test(`under a finger no clause shows a sign beside it, and its number leads to it (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/kadi/policies/beneficiary-relations/`, { width: 360, height: 740, touch: true }, async (page) => {
        const signs = () => page.locator(".permalink").evaluateAll((links) => links.filter((link) => getComputedStyle(link).opacity !== "0" && getComputedStyle(link, "::before").content !== "none").map((link) => link.hash));
        assert.deepEqual(await signs(), []);
        const label = page.locator("#c-3-5-1 > .label");
        await label.scrollIntoViewIfNeeded();
        const { x, y, width, height } = await label.boundingBox();
        await page.touchscreen.tap(x + width / 2, y + height / 2);
        await page.waitForURL(/#c-3-5-1$/);
        // Without a number the link is there for the keyboard and for whoever was led to the clause.
        await page.focus("#c-1-1 > .permalink, .paragraph > .permalink");
        assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).opacity), "1");
      }));

    test(`the history and what changed say the policy's name once (${lang})`, async () => {
      for (const path of ["history/", "2.0/changes/"]) {
        await visit(`${sites.full.url}${lang}/sanabil/policies/complaints/${path}`, {}, async (page) => {
          const name = lang === "ar" ? "سياسة الشكاوى والاقتراحات" : "Complaints and Suggestions Policy";
          const text = await page.locator("body").innerText();
          assert.equal(text.split(name).length - 1, 1, path);
        });
      }
    });

    test(`on a wide screen the history and the news fill it (${lang})`, async () => {
      for (const [path, selector] of [["sanabil/policies/complaints/history/", ".edition [data-approval]"], ["changes/", ".year .when"]]) {
        await visit(`${sites.full.url}${lang}/${path}`, {}, async (page) => {
          const left = await page.locator(selector).first().evaluate((part) => {
            const { left, right } = part.getBoundingClientRect();
            const main = document.querySelector("main").getBoundingClientRect();
            return document.documentElement.dir === "rtl" ? left - main.left : main.right - right;
          });
          assert.ok(left <= 40, `${path}: ${left} px are empty at the end`);
        });
      }
    });

    test(`on a phone what one can do is told on one line each, as wide as the text (${lang})`, () =>
      visit(`${sites.portal.url}${lang}/kadi/policies/beneficiary-relations/`, { width: 360 }, async (page) => {
        const { rows, heights } = await page.evaluate(() => {
          const boxes = [...document.querySelectorAll(".acts .button")].map((button) => button.getBoundingClientRect());
          const rows = new Map();
          for (const { top, left, right } of boxes) rows.set(top, [...(rows.get(top) ?? []), left, right]);
          return { heights: boxes.map(({ height }) => height), rows: [...rows.values()].map((sides) => Math.max(...sides) - Math.min(...sides)) };
        });
        assert.ok(heights.length === 2 && Math.max(...heights) <= 48, `they are ${heights} px high`);
        for (const row of rows) assert.ok(row >= 318, `a row is ${row} px wide`);
      }));

    test(`a long address goes on in the next line between its words (${lang})`, async () => {
      for (const path of ["sanabil/", "sanabil/channels/", "sanabil/forms/complaint/"]) {
        await visit(`${sites.full.url}${lang}/${path}`, { width: 320 }, async (page) => {
          const found = await page.locator(".contact bdi").evaluateAll((all) => all.flatMap((address) => [...address.childNodes].filter((part) => part.data).map((part) => {
            const range = document.createRange();
            range.selectNode(part);
            return { part: part.data, lines: new Set([...range.getClientRects()].map(({ top }) => top)).size };
          })));
          assert.ok(found.some(({ part }) => part === "example."), "no address is told in parts");
          assert.deepEqual(found.filter(({ lines }) => lines > 1), [], path);
        });
      }
    });
  }

  test("an answer of the search tells its version on one line", () =>
    visit(`${sites.full.url}ar/search/?q=${encodeURIComponent("شكوى")}`, { width: 1280 }, async (page) => {
      await page.waitForFunction(() => document.body.dataset.search === "results");
      const lines = await page.locator(".hit > .facts > :last-child").evaluateAll((all) => all.map((version) => new Set([...version.getClientRects()].map(({ top }) => Math.round(top))).size));
      assert.ok(lines.length > 5 && lines.every((count) => count === 1), `${lines}`);
    }));

  test("no sign between two facts stands at the beginning or the end of a line", () =>
    visit(`${sites.full.url}ar/sanabil/policies/complaints/1.0/`, { width: 360 }, async (page) => {
      const { cut, before } = await page.evaluate(() => {
        const code = document.querySelector(".standing > .code");
        return { cut: getComputedStyle(code.parentElement).clipPath, before: code.parentElement.getBoundingClientRect().right - code.getBoundingClientRect().right };
      });
      assert.ok(before < 1, "the code stands in the first line: this page no longer shows the case");
      assert.match(cut, /inset/);
    }));

  test("the plain theme offers to cite the clause that one was led to, and no other", () =>
    visit(`${sites.plain.url}ar/kadi/policies/beneficiary-relations/#c-3-5`, { width: 360 }, async (page) => {
      const shown = await page.locator(".cite").evaluateAll((all) => all.filter((button) => button.checkVisibility()).map((button) => button.parentElement.id));
      assert.deepEqual(shown, ["c-3-5"]);
    }));

  test("from a tablet on, a phone number stands on one line, with no other word squeezed for it", () =>
    visit(`${sites.full.url}ar/sanabil/channels/`, { width: 768 }, async (page) => {
      const found = await page.evaluate(() => {
        const height = (element) => element.getBoundingClientRect().height;
        const line = parseFloat(getComputedStyle(document.querySelector(".channels td")).lineHeight);
        return { numbers: [...document.querySelectorAll('.channels [href^="tel:"] bdi')].map((number) => height(number) / line), cells: [...document.querySelectorAll(".channels td:not(.reach)")].map((cell) => height(cell) / line) };
      });
      assert.ok(found.numbers.length > 0 && Math.max(...found.numbers) < 1.5, `lines of the numbers: ${found.numbers}`);
      assert.ok(Math.max(...found.cells) < 2.5, `lines of the cells: ${found.cells}`);
    }));

  test("where no channel is published, the forms that reach the association come first", () =>
    visit(`${sites.portal.url}ar/kadi/channels/`, { width: 360 }, async (page) => {
      const headings = await page.locator("main h2").evaluateAll((all) => all.map((heading) => heading.id));
      assert.deepEqual(headings.slice(0, 2), ["forms", "unpublished"]);
      assert.equal(await page.locator(".unpublished > li").count(), 9);
    }));

  test("an association's page asks what one needs first, and its channels can be tapped", () =>
    visit(`${sites.example.url}ar/`, { width: 360 }, async (page) => {
      const headings = await page.locator("main h2").evaluateAll((all) => all.map((heading) => heading.id));
      assert.deepEqual(headings.slice(0, 3), ["needs", "commitments", "channels"]);
      const targets = await page.locator(".reachable a.contact").evaluateAll((all) => all.map((link) => [link.protocol, link.getBoundingClientRect().height]));
      assert.deepEqual(targets.map(([protocol]) => protocol), ["tel:", "mailto:"]);
      for (const [protocol, height] of targets) assert.ok(height >= 44, `${protocol} is ${height} px high`);
      assert.match(await page.locator(".reachable li").first().innerText(), /من الأحد إلى الخميس/);
    }));

  test("what home proposes to ask is answered", async () => {
    for (const lang of ["ar", "en"]) {
      const addresses = await visit(`${sites.portal.url}${lang}/`, {}, (page) => page.locator(".tries a").evaluateAll((links) => links.map((link) => link.href)));
      assert.equal(addresses.length, 3);
      for (const address of addresses) {
        await visit(address, {}, (page) => page.waitForFunction(() => document.body.dataset.search === "results"));
      }
    }
  });

  test("an address that leads nowhere offers to search, in each language", () =>
    visit(`${sites.portal.url}nowhere/at/all/`, { width: 360, expected: /404/ }, async (page) => {
      assert.equal(await page.locator("main .ask").count(), 2);
      await page.fill("#ask-en", "complaint");
      await Promise.all([page.waitForURL(/\/en\/search\/\?q=complaint/), page.press("#ask-en", "Enter")]);
    }));

  /** How often the first sheet names the association outside the policy's own words, and where one signs. */
  const onPaper = (page) => page.evaluate(() => {
    const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().height > 1;
    return {
      names: [...document.querySelectorAll(".running > :first-child, .names")].filter(seen).length,
      signing: [...document.querySelectorAll(".signing > p")].filter(seen).length,
      cut: [...document.querySelectorAll(".approval, .embed [data-approval]")].filter((box) => getComputedStyle(box.closest(".embed") ?? box).breakInside !== "avoid").length,
    };
  });
  test("a printed policy names its association once, and leaves room for the signature", () =>
    visit(`${sites.example.url}ar/policies/beneficiary-relations/`, { width: 720, media: "print" }, async (page) => {
      assert.deepEqual(await onPaper(page), { names: 1, signing: 4, cut: 0 });
    }));
  test("nobody is asked to sign words that restate a policy", () =>
    visit(`${sites.portal.url}ar/kadi/policies/beneficiary-relations/`, { width: 720, media: "print" }, async (page) => {
      assert.deepEqual(await onPaper(page), { names: 1, signing: 0, cut: 0 });
    }));
});
