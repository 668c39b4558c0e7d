// What a built form posts to each service, with a script and without, and what the person is told
// of each answer. The services refuse what lacks what they need.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { visit } from "./browser.mjs";
import { PROVIDERS, postOf } from "./providers.mjs";
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
for (const [name, { endpoint, files, path }] of Object.entries(PROVIDERS)) {
  appendFileSync(join(source, "content/site.yaml"), `  ${name}: {${endpoint}${path ? ", url: 'https://service.example/'" : ""}}\n`);
  if (path) overrides.push("--endpoint", `${name}=${service}${path}`);
  const file = files ? "  - {id: proof, type: file, label: {ar: مرفق, en: Proof}, accept: [pdf], max_mib: 2}\n" : "";
  writeFileSync(join(source, `content/sanabil/forms/${name}.yaml`), text.replace("endpoint: inbox", `endpoint: ${name}`).replace(/^success:/m, `${file}success:`));
}
execFileSync(mithaq, ["build", "--site", source, "--output", output, "--drafts", "--today", "2026-06-01", "--base-url", site, ...overrides], { stdio: ["ignore", "ignore", "pipe"] });
rules = headerRules(readFileSync(join(output, "_headers"), "utf8"));

const STORY = "تأخر الردّ ١٠ أيام & <b>\"لم يتصل أحد\"";
async function fill(page, hasFile) {
  await page.fill("#f-name", "نورة");
  await page.fill("#f-phone", "+966500000000");
  await page.selectOption("#f-about", "delay");
  await page.fill("#f-days", "10");
  await page.fill("#f-story", STORY);
  await page.check("#f-declaration");
  if (hasFile) await page.setInputFiles("#f-proof", { name: "إثبات.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1") });
}
/** Fills the built form of `name`, sends it, and hands the page to `look`. */
async function send(name, lang, { scripts = true, answer = null, cors = true }, look) {
  const address = `${site}${lang}/sanabil/forms/${name}/`;
  Object.assign(state, { provider: name, answer, cors, posts: [], thanks: `${address}thanks/` });
  await visit(address, { scripts, expected: /another host was asked|for http|Failed to load|CORS/ }, async (page) => {
    page.setDefaultTimeout(5_000);
    await fill(page, PROVIDERS[name].files);
    await page.click("#form .send button");
    if (scripts) {
      await page.click("#review .buttons button:first-child");
      await page.waitForSelector("#outcome[data-outcome]:not([hidden])");
    }
    await look(page);
  });
}
const outcome = (page) => page.getAttribute("#outcome", "data-outcome");

function holds(name, lang, { fields, files }, hasScript) {
  assert.deepEqual([fields.name, fields.phone, fields.about?.at(-1), fields.days, fields.story], [["نورة"], ["+966500000000"], "delay", ["10"], [STORY]]);
  assert.deepEqual([fields.association, fields.form, fields.language, fields.policy, fields.declaration], [["sanabil"], [name], [lang], ["complaints"], ["yes"]]);
  assert.deepEqual(fields[PROVIDERS[name].trap], [""], "the trap is sent, and empty");
  if (hasScript) assert.match(fields.reference[0], /^[2-9A-HJKMNP-Z]{10}$/);
  assert.deepEqual(files, PROVIDERS[name].files ? { proof: { name: "إثبات.pdf", text: "%PDF-1" } } : {});
}

for (const [name, { fault, often, large, said, own }] of Object.entries(PROVIDERS)) {
  for (const lang of ["ar", "en"]) {
    test(`${name}, ${lang}, with a script: the whole form arrives, and is confirmed`, () => send(name, lang, {}, async (page) => {
      assert.equal(state.posts.length, 1);
      holds(name, lang, state.posts[0], true);
      assert.equal(await outcome(page), "confirmed");
    }));
  }
  test(`${name}, without a script: the whole form arrives, and the person lands on the page of thanks`, () => send(name, "ar", { scripts: false }, async (page) => {
    await page.waitForURL(/thanks/);
    assert.equal(state.posts.length, 1);
    holds(name, "ar", state.posts[0], false);
  }));
  const answers = {
    "its own refusal": [fault, "failed"], "too many at once": [often, "failed"], "too large": [large, "failed"],
    "a redirect": [{ status: 302, location: `${site}ar/` }, "unconfirmed"], "no answer in time": ["never", "unconfirmed"],
  };
  for (const [case_, [answer, kind]] of Object.entries(answers)) {
    test(`${name}, ${case_}: ${kind}`, () => send(name, "ar", { answer }, async (page) => {
      assert.equal(await outcome(page), kind);
      if (answer === fault && said) assert.ok((await page.textContent("#outcome")).includes(said), "the service's own words are shown");
    }));
  }
  if (!own) test(`${name}, an answer that the browser withholds: unconfirmed`, () => send(name, "ar", { cors: false }, async (page) => assert.equal(await outcome(page), "unconfirmed")));
}
