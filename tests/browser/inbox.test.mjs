// `mithaq serve` on the repository's own content: a complaint from the page to the inbox, and what staff see of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { mithaq, root, work } from "./sites.mjs";

const source = join(work, "inbox");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STORY = "لم يردّ عليّ أحد منذ ١٢ يومًا <b>& \"وعدوني\"";
const found = {};

describe("a complaint to kadi", () => {
  let server, url;
  before(async () => {
    rmSync(source, { recursive: true, force: true });
    cpSync(join(root, "content"), join(source, "content"), { recursive: true });
    server = spawn(mithaq, ["serve", "--site", source, "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
    url = await new Promise((ready, failed) => {
      let said = "";
      const hear = (chunk) => {
        said += chunk;
        const at = /serving (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)?.[1];
        if (at) ready(at);
      };
      server.stdout.on("data", hear);
      server.stderr.on("data", hear);
      server.on("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
    });
  });
  after(() => {
    if (!server) return;
    server.removeAllListeners("exit");
    server.kill("SIGKILL");
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
      visit(`${url}_mithaq/inbox/?lang=${lang}`, { width: 360 }, async (page) => {
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
          const address = `${url}_mithaq/inbox/${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
          await visit(address, { width: 320, scheme, expected: /404/ }, async (page) => {
            await page.evaluate(axe);
            const faults = await page.evaluate(async () => (await window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`));
            assert.deepEqual(faults, [], path);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} runs over`);
          });
        }
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
          await page.evaluate(axe);
          const faults = await page.evaluate(async () => (await window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`));
          assert.deepEqual(faults, []);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        }));
    }
  }

  test("the table of the inbox holds both, with nothing that a spreadsheet would run", async () => {
    const text = await (await fetch(`${url}_mithaq/inbox/posts.csv?lang=ar`)).text();
    const bare = text.replaceAll("-", "");
    assert.ok(bare.includes(found.script) && bare.includes(found.plain) && text.includes("نورة"));
    assert.ok(!/(^|,|")[=+@-]/m.test(text.replace(/"\+?\d[\d -]*"/g, "")), text);
  });
});
