// What a built form posts to each service, with a script and without, and what the person is told
// of each answer. The services refuse what lacks what they need.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { visit } from "./browser.mjs";
import { PROVIDERS, SUBJECT, THANKS, postOf } from "./providers.mjs";
import { headerRules } from "./server.mjs";
import { fullSource, mithaq, work } from "./sites.mjs";

const source = join(work, "providers");
const output = join(source, "output");
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2" };
const state = { provider: null, answer: null, cors: true, posts: [], thanks: "" };

async function take(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (state.cors) {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type");
  }
  if (request.method !== "POST") return void response.writeHead(204).end();
  const post = { ...(await postOf(request, Buffer.concat(chunks))), thanks: state.thanks };
  state.posts.push(post);
  if (state.answer === "never") return;
  const { status, type, body, location } = state.answer ?? PROVIDERS[state.provider].takes(post);
  response.writeHead(status, { ...(type && { "content-type": type }), ...(location && { location }) }).end(body);
}
let rules = [];
function give(request, response) {
  // The host of the site takes the postings of its own forms.
  if (request.method === "POST") return take(request, response);
  const { pathname } = new URL(request.url, "http://host");
  for (const { matches, name, value } of rules) if (matches.test(pathname)) response.setHeader(name, value);
  let file = join(output, decodeURIComponent(pathname));
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
  if (!existsSync(file)) return void response.writeHead(404).end();
  let body = readFileSync(file);
  // A setting of the page: nobody waits twenty seconds here.
  if (state.answer === "never" && file.endsWith(".html")) body = body.toString().replace(/(id="?form-settings"?[^>]*>\{)/, '$1"patience_ms":300,');
  response.writeHead(200, { "content-type": TYPES[file.split(".").at(-1)] ?? "application/octet-stream" }).end(body);
}
async function open(handler) {
  const server = createServer(handler);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  after(() => { server.closeAllConnections(); server.close(); });
  return `http://127.0.0.1:${server.address().port}/`;
}
const site = await open(give);
const service = await open(take);

rmSync(source, { recursive: true, force: true });
cpSync(fullSource, source, { recursive: true });
const form = join(source, "content/sanabil/forms/complaint.yaml");
const text = readFileSync(form, "utf8");
const overrides = [];
const add = (name, endpoint, fields = "") => {
  appendFileSync(join(source, "content/site.yaml"), `  ${name}: {${endpoint}}\n`);
  writeFileSync(join(source, `content/sanabil/forms/${name}.yaml`), text.replace("endpoint: inbox", `endpoint: ${name}`).replace(/^success:/m, `${fields}success:`));
};
const EMAIL = "  - {id: email, type: email, label: {ar: البريد, en: E-mail}}\n";
const FILE = "  - {id: proof, type: file, label: {ar: مرفق, en: Proof}, accept: [pdf]}\n";
for (const [name, { endpoint, mib, path }] of Object.entries(PROVIDERS)) {
  add(name, `${endpoint}${path ? ", url: 'https://service.example/'" : ""}`, EMAIL + (mib ? FILE : ""));
  if (path) overrides.push("--endpoint", `${name}=${service}${path}`);
}
add("mailto", "provider: mailto, url: 'care@example.org'");
appendFileSync(join(source, "content/site.yaml"), "  link: {provider: link, url: 'https://forms.example/f/1?a=1&b=2'}\n");
writeFileSync(join(source, "content/sanabil/forms/link.yaml"), "kind: complaint\ntitle: {ar: شكوى في مكان آخر, en: A complaint elsewhere}\nendpoint: link\nfields: []\n");
execFileSync(mithaq, ["build", "--site", source, "--output", output, "--drafts", "--today", "2026-06-01", "--base-url", site, ...overrides], { stdio: ["ignore", "ignore", "inherit"] });
rules = headerRules(readFileSync(join(output, "_headers"), "utf8"));

const STORY = "تأخر الردّ ١٠ أيام & <b>\"لم يتصل أحد\"";
const SUBJECTS = { ar: "نموذج الشكوى – جمعية سنابل الواحة لخدمة الأسر ورعاية الأيتام وكبار السن", en: "Complaint form – Oasis Sanabil Association for Families, Orphans and Older People" };
const pdf = (bytes) => ({ name: "إثبات.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(bytes, "%PDF-1") });
async function fill(page, { email = true, file = null } = {}) {
  await page.fill("#f-name", "نورة");
  await page.fill("#f-phone", "+966500000000");
  await page.selectOption("#f-about", "delay");
  await page.fill("#f-days", "10");
  await page.fill("#f-story", STORY);
  if (email) await page.fill("#f-email", "noura@example.org");
  await page.check("#f-declaration");
  if (file) await page.setInputFiles("#f-proof", file);
}
const addressOf = (name, lang) => `${site}${lang}/sanabil/forms/${name}/`;
/** Fills the built form of `name`, sends it, and hands the page to `look`. */
async function send(name, lang, { scripts = true, answer = null, cors = true, file = pdf(6) }, look) {
  const address = addressOf(name, lang);
  Object.assign(state, { provider: name, answer, cors, posts: [], thanks: `${address}thanks/` });
  await visit(address, { scripts, expected: /another host was asked|for http|Failed to load|CORS/ }, async (page) => {
    page.setDefaultTimeout(5_000);
    await fill(page, { file: PROVIDERS[name].mib ? file : null });
    await page.click("#form .send button");
    if (scripts) {
      await page.click("#review .buttons button:first-child");
      await page.waitForSelector("#outcome[data-outcome]:not([hidden])");
    }
    await look(page);
  });
}
const outcome = (page) => page.getAttribute("#outcome", "data-outcome");

const BODIES = { form: /^multipart\/form-data/, urlencoded: /^application\/x-www-form-urlencoded/, json: /^application\/json/ };
/** Whether everything arrived, under the names that the service knows, and nothing else. */
function holds(name, lang, { fields, files, type, path }, hasScript) {
  const { trap, told, mib, script } = PROVIDERS[name];
  const said = { [SUBJECT]: SUBJECTS[lang], [THANKS]: `${addressOf(name, lang)}thanks/` };
  const { reference, ...rest } = fields;
  assert.deepEqual(rest, {
    ...Object.fromEntries(Object.entries(told).map(([key, value]) => [key, [said[value] ?? value]])),
    [trap]: [""],
    association: ["sanabil"], form: [name], policy: ["complaints"], policy_version: ["2.0"], language: [lang],
    name: ["نورة"], phone: ["+966500000000"], about: ["delay"], days: ["10"], story: [STORY], email: ["noura@example.org"], declaration: ["yes"],
  });
  if (hasScript) assert.match(reference[0], /^[2-9A-HJKMNP-Z]{10}$/);
  assert.deepEqual(files, mib ? { proof: { name: "إثبات.pdf", text: "%PDF-1" } } : {});
  assert.match(type, mib ? BODIES.form : hasScript ? BODIES[script[1]] : BODIES.urlencoded);
  if (hasScript) assert.equal(path, script[0]);
}

for (const [name, provider] of Object.entries(PROVIDERS)) {
  const { faults, often, large, own, mib, attributes = {}, trap } = provider;
  test(`${name}: the form's own element says all that a browser and the service need`, () => visit(addressOf(name, "ar"), { scripts: false }, async (page) => {
    const form = page.locator("#form");
    const wanted = { method: "post", "accept-charset": "utf-8", enctype: mib ? "multipart/form-data" : null, ...attributes };
    for (const [key, value] of Object.entries(wanted)) assert.equal(await form.getAttribute(key), value, key);
    const box = page.locator(`#form [name="${trap}"]`);
    assert.deepEqual([await box.getAttribute("tabindex"), await box.getAttribute("autocomplete"), await box.locator("xpath=ancestor::p").getAttribute("aria-hidden")], ["-1", "off", "true"]);
  }));
  for (const lang of ["ar", "en"]) {
    test(`${name}, ${lang}, with a script: the whole form arrives, and is confirmed`, () => send(name, lang, {}, async (page) => {
      assert.equal(state.posts.length, 1);
      holds(name, lang, state.posts[0], true);
      assert.equal(await outcome(page), "confirmed");
    }));
    test(`${name}, ${lang}, without a script: the whole form arrives, and the person lands on the page of thanks`, () => send(name, lang, { scripts: false }, async (page) => {
      await page.waitForURL(`${addressOf(name, lang)}thanks/`);
      assert.equal(state.posts.length, 1);
      holds(name, lang, state.posts[0], false);
      assert.equal(state.posts[0].fields.reference, undefined, "nobody made a number");
    }));
  }
  const answers = {
    "too many at once": [often, "failed"], "too large": [large, "failed"],
    "a redirect": [{ status: 302, location: `${site}ar/` }, "unconfirmed"], "no answer in time": ["never", "unconfirmed"],
  };
  for (const [case_, [answer, kind]] of Object.entries(answers)) {
    test(`${name}, ${case_}: ${kind}`, () => send(name, "ar", { answer }, async (page) => {
      assert.equal(await outcome(page), kind);
      assert.equal(await page.inputValue("#f-story"), STORY, "nothing that was typed is lost");
    }));
  }
  for (const [nth, [answer, said, field]] of faults.entries()) {
    test(`${name}, its own refusal ${nth + 1}: failed, in the service's words`, () => send(name, "ar", { answer }, async (page) => {
      assert.equal(await outcome(page), "failed");
      if (said) assert.ok((await page.textContent("#outcome")).includes(said), "the service's own words are shown");
      if (field) assert.ok((await page.textContent(`#f-${field}-error`)).includes(said), "they stand at the field");
      assert.equal(await page.inputValue("#f-story"), STORY, "nothing that was typed is lost");
    }));
  }
  test(`${name}, with a script and no file: the body is written as the service reads it`, () => send(name, "ar", { file: null }, async (page) => {
    assert.equal(await outcome(page), "confirmed");
    assert.match(state.posts[0].type, BODIES[provider.script[1]]);
  }));
  if (!own) test(`${name}, an answer that the browser withholds: unconfirmed`, () => send(name, "ar", { cors: false }, async (page) => assert.equal(await outcome(page), "unconfirmed")));
  if (mib) {
    test(`${name}: a file beyond its limit is not sent at all, and the page says how much fits`, async () => {
      const large = join(work, "large.pdf");
      writeFileSync(large, "");
      truncateSync(large, mib * 1024 * 1024 + 1);
      state.posts = [];
      await visit(addressOf(name, "ar"), {}, async (page) => {
        await fill(page, { file: large });
        await page.click("#form .send button");
        assert.match(await page.textContent("#f-proof-error"), new RegExp(`\\b${mib}\\b`));
        assert.equal(await page.locator("#review").isVisible(), false);
      });
      assert.equal(state.posts.length, 0);
    });
  }
}

test("mailto, without a script: the browser writes a plain letter to the association's address", () => visit(addressOf("mailto", "ar"), { scripts: false }, async (page) => {
  const form = page.locator("#form");
  assert.deepEqual([await form.getAttribute("action"), await form.getAttribute("enctype"), await form.getAttribute("method")], ["mailto:care@example.org", "text/plain", "post"]);
  assert.equal(await page.locator("#form input[type=file]").count(), 0);
}));
for (const lang of ["ar", "en"]) {
  test(`mailto, ${lang}, with a script: the letter holds what was typed, and is never said to have arrived`, () => {
    Object.assign(state, { answer: null, posts: [] });
    return visit(addressOf("mailto", lang), { expected: /mailto|registered handler/ }, async (page) => {
      const letters = [];
      page.on("request", (request) => request.url().startsWith("mailto:") && letters.push(request.url()));
      const session = await page.context().newCDPSession(page);
      await session.send("Page.enable");
      session.on("Page.frameRequestedNavigation", ({ url }) => letters.push(url));
      await fill(page, { email: false });
      await page.click("#form .send button");
      await page.click("#review .buttons button:first-child");
      await page.waitForSelector("#outcome[data-outcome]:not([hidden])");
      assert.equal(await outcome(page), "unconfirmed");
      const letter = new URL(letters[0]);
      assert.equal(letter.pathname, "care@example.org");
      const body = letter.searchParams.get("body");
      for (const words of ["نورة", "+966500000000", STORY, await page.textContent("#outcome .number")]) assert.ok(body.includes(words), `${words} is not in: ${body}`);
      assert.equal(state.posts.length, 0);
    });
  });
  for (const scripts of [true, false]) {
    test(`link, ${lang}, ${scripts ? "with" : "without"} a script: the page leads to the form elsewhere and asks for nothing`, () => visit(addressOf("link", lang), { scripts }, async (page) => {
      assert.equal(await page.locator("main a.button").getAttribute("href"), "https://forms.example/f/1?a=1&b=2");
      assert.equal(await page.locator("main :is(form, input, textarea, select)").count(), 0);
    }));
  }
}
