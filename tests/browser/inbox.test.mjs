// `mithaq serve` on the repository's own content: a complaint from the page to the inbox, and what staff see of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { visit } from "./browser.mjs";
import { FIGURE } from "./report.mjs";
import { mithaq, root, work } from "./sites.mjs";

const source = join(work, "inbox");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const STORY = "لم يردّ عليّ أحد منذ ١٢ يومًا <b>& \"وعدوني\"";
const found = {};

/** What axe finds on a page. */
async function findings(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (tags) => (await window.axe.run({ runOnly: tags })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), TAGS);
}
const runsOver = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

describe("a complaint to kadi", () => {
  let server, url, inbox, link;
  before(async () => {
    rmSync(source, { recursive: true, force: true });
    cpSync(join(root, "content"), join(source, "content"), { recursive: true });
    server = spawn(mithaq, ["serve", "--site", source, "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
    url = await new Promise((ready, failed) => {
      let said = "";
      const hear = (chunk) => {
        said += chunk;
        const at = /serving (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)?.[1];
        inbox = /the inbox is at (http:\S+)/.exec(said)?.[1];
        if (at && inbox) ready(at);
      };
      server.stdout.on("data", hear);
      server.stderr.on("data", hear);
      server.on("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
    });
    link = readFileSync(join(source, ".mithaq", "inbox-link"), "utf8").trim();
  });
  after(() => {
    if (!server) return;
    server.removeAllListeners("exit");
    server.kill("SIGKILL");
  });

  /** A page of the inbox, as who opened its link sees it. */
  const visitInbox = (path, options, look) =>
    visit(link, options, async (page) => {
      assert.equal(page.url(), inbox, "the key is no longer in the address");
      return look(page, await page.goto(inbox + path));
    });

  /** Answers every question of the form, whatever it asks. */
  async function answer(page, name) {
    await page.fill("#f-name", name);
    for (const field of await page.locator("#form [required]:visible").all()) {
      const [tag, type, value] = await field.evaluate((element) => [element.tagName, element.type, element.value]);
      if (tag === "SELECT") await field.selectOption({ index: 1 });
      else if (type === "radio" || type === "checkbox") await field.check();
      else if (!value) await field.fill(type === "tel" ? "0500000000" : type === "email" ? "noura@example.org" : STORY);
    }
    const story = page.locator("#form textarea").first();
    await story.fill(STORY);
  }
  /** Leads through every state of a form: empty, errors, answers, and the three outcomes. */
  async function throughAllStates(page, look) {
    const post = /\/_mithaq\/forms\//;
    const send = async (kind, answer) => {
      if (answer) await page.route(post, (route) => (route.request().method() === "POST" ? route.fulfill(answer) : route.continue()));
      await page.click("#review:not([hidden]) .buttons button:first-child, #outcome:not([hidden]) .buttons button:first-child");
      await page.waitForSelector(`#outcome[data-outcome=${kind}]:not([hidden])`);
      await page.unroute(post);
      await look(kind);
    };
    await look("empty");
    await page.click("#form .send button");
    await page.waitForSelector(".faults");
    await look("errors");
    await answer(page, "نورة");
    await page.click("#form .send button");
    await page.waitForSelector("#review:not([hidden])");
    await look("answers");
    await send("failed", { status: 500, contentType: "text/html", body: "<h1>500</h1>" });
    await page.goBack();
    await page.waitForSelector("#form:not([hidden])");
    await page.click("#form .send button");
    await send("unconfirmed", { status: 200, contentType: "text/html", body: "<p>Thank you</p>" });
    await page.goBack();
    await page.waitForSelector("#form:not([hidden])");
    await page.click("#form .send button");
    await send("confirmed");
  }
  const form = () => `${url}ar/kadi/forms/complaint/`;

  test("is sent in Arabic with a script: confirmed, with its number and with what comes next", () =>
    visit(form(), { width: 360 }, async (page) => {
      await answer(page, "نورة بالنص");
      await page.click("#form .send button");
      await page.click("#review .buttons button:first-child");
      await page.waitForSelector("#outcome[data-outcome=confirmed]:not([hidden])");
      found.script = (await page.textContent("#outcome .number")).replace("-", "");
      assert.match(found.script, /^[2-9A-HJKMNP-Z]{10}$/);
    }));

  test("is sent in Arabic without a script: the page of thanks shows its number", () =>
    visit(form(), { width: 360, scripts: false }, async (page) => {
      await answer(page, "نورة بلا نص");
      await page.click("#form .send button");
      await page.waitForURL(/\/ar\/kadi\/forms\/complaint\/thanks\/\?reference=/);
      found.plain = (await page.textContent(".reference bdi")).replace("-", "");
      assert.match(found.plain, /^[2-9A-HJKMNP-Z]{10}$/);
      assert.notEqual(found.plain, found.script);
    }));

  for (const lang of ["ar", "en"]) {
    test(`both stand in the inbox, in order, as text (${lang})`, () =>
      visitInbox(`?lang=${lang}`, { width: 360 }, async (page) => {
        assert.equal(await page.evaluate(() => document.documentElement.dir), lang === "ar" ? "rtl" : "ltr");
        for (const reference of [found.script, found.plain]) {
          const link = page.locator(`a[href*="${reference}"]`).first();
          assert.equal(await link.count(), 1, reference);
        }
        await page.locator(`a[href*="${found.script}"]`).first().click();
        const words = await page.textContent("main");
        assert.ok(words.includes(STORY) && words.includes("نورة بالنص"), words);
        assert.equal(await page.locator("main b:has-text('وعدوني')").count(), 0);
      }));

    for (const scheme of ["light", "dark"]) {
      test(`axe finds nothing on the pages of the inbox, and nothing runs over at 320 px (${lang}, ${scheme})`, async () => {
        const pages = ["", `${found.script}/`, "2222222222/", `?association=kadi&form=complaint`];
        for (const path of pages) {
          const address = `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
          await visitInbox(address, { width: 320, scheme, expected: /404/ }, async (page) => {
            assert.deepEqual(await findings(page), [], path);
            assert.equal(await runsOver(page), false, path);
          });
        }
      });
      test(`axe finds nothing on the closed inbox, and who leaves it is out (${lang}, ${scheme})`, async () => {
        const closed = async (page) => {
          assert.match(await page.textContent("h1"), /مقفل|closed/);
          assert.deepEqual(await findings(page), []);
          assert.equal(await runsOver(page), false);
        };
        await visit(`${inbox}?lang=${lang}`, { width: 320, scheme, expected: /401/ }, closed);
        await visitInbox(`?lang=${lang}`, { width: 320, scheme, expected: /401/ }, async (page) => {
          await page.click(".bar button");
          await closed(page);
        });
      });
      test(`axe finds nothing on a form that comes back (${lang}, ${scheme})`, () =>
        visit(`${url}${lang}/kadi/forms/complaint/`, { width: 320, scheme, expected: /422|forms\.js|ERR_FAILED/ }, async (page) => {
          // axe needs scripts; the form's own does not come, and the browser asks for nothing.
          await page.route(/forms\.js/, (route) => route.abort());
          await page.reload();
          await page.locator("#form").evaluate((form) => { form.noValidate = true; });
          await page.fill("#f-name", "نورة <i>");
          await page.click("#form .send button");
          await page.waitForSelector("section.faults");
          assert.equal(await page.inputValue("#f-name"), "نورة <i>");
          assert.deepEqual(await findings(page), []);
          assert.equal(await runsOver(page), false);
        }));

      test(`axe finds nothing in any state of the form, and nothing runs over at 320 px (${lang}, ${scheme})`, () =>
        visit(`${url}${lang}/kadi/forms/complaint/`, { width: 320, scheme, expected: /500/ }, (page) => throughAllStates(page, async (state) => {
          assert.deepEqual(await findings(page), [], state);
          assert.equal(await runsOver(page), false, state);
        })));
    }
    test(`nothing runs over in any state with text twice as large (${lang})`, () =>
      visit(`${url}${lang}/kadi/forms/complaint/`, { width: 640, textSize: 32, expected: /500/ }, (page) => throughAllStates(page, async (state) => {
        assert.equal(await runsOver(page), false, state);
      })));
  }

  test("the page of the form, with all that it loads, is at most 40 KB compressed, from its own host alone", async (t) => {
    const sizes = {};
    await visit(form(), {}, async (page) => {
      page.on("response", async (response) => { sizes[new URL(response.url()).pathname] = gzipSync(await response.body().catch(() => "")).length; });
      await page.reload({ waitUntil: "networkidle" });
    });
    const own = Object.entries(sizes).filter(([path]) => !path.startsWith("/_mithaq/"));
    const sum = own.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${FIGURE}a form page with everything: ${(sum / 1024).toFixed(1)} KB compressed in ${own.length} requests (${own.map(([path, size]) => `${path} ${size}`).join(", ")})`);
    assert.ok(own.length >= 3 && sum <= 40 * 1024, JSON.stringify(sizes));
  });

  test("the table of the inbox holds both, with nothing that a spreadsheet would run", async () => {
    const [cookie] = (await fetch(link, { redirect: "manual" })).headers.getSetCookie();
    const text = await (await fetch(`${inbox}posts.csv?lang=ar`, { headers: { cookie: cookie.split(";")[0] } })).text();
    const bare = text.replaceAll("-", "");
    assert.ok(bare.includes(found.script) && bare.includes(found.plain) && text.includes("نورة"));
    assert.ok(!/(^|,|")[=+@-]/m.test(text.replace(/"\+?\d[\d -]*"/g, "")), text);
  });
});
