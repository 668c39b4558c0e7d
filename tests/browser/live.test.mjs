// `mithaq serve`: the browser follows the files, and says what is wrong with them.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { visit } from "./browser.mjs";
import { mithaq, work } from "./sites.mjs";

const site = join(work, "live");
const policy = join(site, "content/example/policies/beneficiary-relations");
const text = join(policy, "1.0/ar.md");
const record = join(policy, "policy.yaml");

/** Starts `mithaq serve` on a free port; gives the address that it names. */
function start() {
  const server = spawn(mithaq, ["serve", "--site", site, "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  return new Promise((ready, failed) => {
    const hear = (chunk) => {
      said += chunk;
      const url = /serving (http:\/\/127\.0\.0\.1:\d+\/)/.exec(said)?.[1];
      if (url) ready({ server, url, said: () => said });
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
  });
}

/** Writes `change(what is there)` to a file, and puts the old bytes back when `within` is done. */
async function changed(path, change, within) {
  const old = readFileSync(path, "utf8");
  assert.notEqual(change(old), old, "the change changes nothing");
  writeFileSync(path, change(old));
  try {
    await within();
  } finally {
    writeFileSync(path, old);
  }
}

describe("serve", () => {
  let live;
  before(async () => {
    rmSync(site, { recursive: true, force: true });
    execFileSync(mithaq, ["init", site], { stdio: "ignore" });
    live = await start();
  });
  after(async () => {
    const ended = new Promise((done) => live.server.once("exit", done));
    live.server.removeAllListeners("exit");
    live.server.kill("SIGINT");
    await Promise.race([ended, new Promise((late) => setTimeout(late, 3000, "late"))]);
    if (live.server.exitCode === null && live.server.signalCode === null) live.server.kill("SIGKILL");
    rmSync(site, { recursive: true, force: true });
  });

  const url = () => `${live.url}ar/policies/beneficiary-relations/`;
  /** Visits a page, and waits until it listens: what is built before that, it has not heard of. */
  const watch = (options, look) => visit(url(), { ...options, script: noteListening }, async (page) => {
    await listens(page);
    await look(page);
  });
  const listens = (page) => page.waitForFunction(() => window.__listens);
  function noteListening() {
    window.EventSource = class extends EventSource {
      constructor(...args) {
        super(...args);
        this.addEventListener("open", () => (window.__listens = true));
      }
    };
  }
  const overlay = (page) => page.locator(".mithaq-findings");
  const says = (page, words) => page.waitForFunction((words) => document.body.innerText.includes(words), words);

  test("shows the site, with the headers of a host", async () => {
    const response = await fetch(url());
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-security-policy"), /default-src 'none'/);
    assert.equal((await fetch(`${live.url}no/such/page`)).status, 404);
  });

  test("reloads the page when its text changes, and stays where it was read", () =>
    watch({ width: 360, height: 600 }, async (page) => {
      await page.evaluate(() => scrollTo(0, 900));
      const at = await page.evaluate(() => scrollY);
      await changed(text, (old) => old.replace("تخدم الجمعية المستفيدين", "ترعى الجمعية المستفيدين"), async () => {
        await says(page, "ترعى الجمعية المستفيدين");
        await page.waitForFunction((at) => Math.abs(scrollY - at) < 5, at);
        await listens(page);
      });
      await says(page, "تخدم الجمعية المستفيدين");
    }));

  test("an error lies over the page with its file, line and column; the last good page stays; mending clears it", () =>
    watch({}, async (page) => {
      await changed(record, (old) => old.replace("governing_language: ar", "governing_langauge: ar"), async () => {
        await overlay(page).waitFor();
        const said = await overlay(page).innerText();
        const line = readFileSync(record, "utf8").split("\n").findIndex((line) => line.startsWith("governing_langauge")) + 1;
        assert.ok(said.includes(`content/example/policies/beneficiary-relations/policy.yaml:${line}:1`), said);
        assert.match(said, /governing_language/, "there is no hint");
        await says(page, "تخدم الجمعية المستفيدين");
        // Also after a visit to another page, and back.
        await page.goto(`${live.url}en/`);
        await overlay(page).waitFor();
        await page.goto(url());
        await overlay(page).waitFor();
        await says(page, "تخدم الجمعية المستفيدين");
        await listens(page);
      });
      await overlay(page).waitFor({ state: "detached" });
      await says(page, "تخدم الجمعية المستفيدين");
    }));

  test("the overlay can be read: in its own direction, over the page, without hiding all of it", () =>
    watch({ width: 360, height: 700 }, async (page) => {
      await changed(text, (old) => old.replace("(clause:channels)", "(clause:no-such-clause)"), async () => {
        await overlay(page).waitFor();
        const box = await overlay(page).boundingBox();
        assert.ok(box.y > 100 && box.y + box.height <= 701 && box.x >= 0 && box.x + box.width <= 361, JSON.stringify(box));
        assert.equal(await overlay(page).evaluate((element) => getComputedStyle(element).direction), "ltr");
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      });
      await overlay(page).waitFor({ state: "detached" });
    }));

  test("a warning is no error: nothing lies over the page", () =>
    watch({}, async (page) => {
      await changed(record, (old) => old.replace("{ar: الإصدار الأول, en: First edition}", "{ar: الإصدار الأول بعد تنقيحه}"), async () => {
        await says(page, "الإصدار الأول بعد تنقيحه");
        assert.equal(await overlay(page).count(), 0);
        await listens(page);
      });
      await says(page, "الإصدار الأول");
    }));
});
