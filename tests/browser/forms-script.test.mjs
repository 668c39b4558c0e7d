// The script of the forms by itself, on pages written here: every fault, every answer of a provider, every outcome.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { visit } from "./browser.mjs";
import { FIGURE } from "./report.mjs";
import { portal, root } from "./sites.mjs";

const theme = join(root, "themes/default");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src *; form-action * mailto:; base-uri 'none'";
const MARKUP = `<img src=x onerror="alert(1)">&lt;b&gt;</p><script>alert(2)</script>`;

/** The words of the script in one language, as the page gives them. */
function wordsOf(lang) {
  const plain = (text) => text.trim().replace(/^"(.*)"$/, "$1");
  const words = {};
  for (const [, key, text] of readFileSync(join(theme, `strings/${lang}.yaml`), "utf8").matchAll(/^(\w+): (.+)$/gm)) {
    if (key === "gregorian_months") words.months = text.slice(1, -1).split(", ");
    if (key === "date_gregorian") words.date = plain(text);
    if (!key.startsWith("form_")) continue;
    const forms = [...text.matchAll(/(\w+): "([^"]*)"/g)].map(([, form, words]) => [form, words]);
    words[key.slice(5)] = text.startsWith("{") ? Object.fromEntries(forms) : plain(text);
  }
  return words;
}
const words = { ar: wordsOf("ar"), en: wordsOf("en") };
const both = (ar, en) => ({ ar, en });
const LABELS = {
  title: both("شكوى", "Complaint"),
  name: both("الاسم", "Name"),
  kind: both("ما موضوع شكواك؟", "What is your complaint about?"),
  delay: both("تأخر في الرد", "A late answer"),
  staff: both("معاملة موظف", "A member of staff"),
  since: both("متى قدّمت طلبك؟", "When did you make your request?"),
  phone: both("رقم الجوال", "Mobile number"),
  email: both("البريد الإلكتروني", "E-mail"),
  count: both("عدد أفراد الأسرة", "People in your family"),
  branch: both("الفرع", "Branch"),
  ways: both("كيف نتواصل معك؟", "How may we reach you?"),
  text: both("ماذا حدث؟", "What happened?"),
  proof: both("وثيقة", "A document"),
  photo: both("صورة", "A picture"),
  agreed: both("أقر بأن ما كتبته صحيح.", "I declare that what I wrote is true."),
};

/** Every type of field, with the marks that the contract gives it. */
function fieldsOf(lang, { long = 300 } = {}) {
  const say = (key) => LABELS[key][lang];
  const need = ` <span class="need">(${lang === "ar" ? "مطلوب" : "required"})</span>`;
  return `
<div class="field" data-field="name"><label for="f-name">${say("name")}${need}</label><p class="hint" id="f-name-hint">${lang === "ar" ? "كما في الهوية" : "As on your identity card"}</p>
<input id="f-name" name="name" type="text" required maxlength="40" autocomplete="name" aria-describedby="f-name-hint"></div>
<fieldset class="field" data-field="kind" aria-describedby="f-kind-hint"><legend>${say("kind")}${need}</legend><p class="hint" id="f-kind-hint">${lang === "ar" ? "اختر الأقرب" : "Choose the nearest"}</p>
<label class="choice"><input type="radio" id="f-kind-delay" name="kind" value="delay" required> ${say("delay")}</label>
<label class="choice"><input type="radio" id="f-kind-staff" name="kind" value="staff" required> ${say("staff")}</label></fieldset>
<div class="field" data-field="since" data-kind="date" data-show-field="kind" data-show-is="delay"><label for="f-since">${say("since")}${need}</label><input id="f-since" name="since" type="text" inputmode="numeric" dir="ltr" required></div>
<div class="field" data-field="phone" data-kind="tel"><label for="f-phone">${say("phone")}${need}</label><input id="f-phone" name="phone" type="tel" required dir="ltr" inputmode="tel" autocomplete="tel" pattern="[0٠۰][5٥۵][0-9٠-٩۰-۹]{8}" data-pattern="05[0-9]{8}"></div>
<div class="field" data-field="email"><label for="f-email">${say("email")}</label><input id="f-email" name="email" type="email" dir="ltr" inputmode="email" autocomplete="email"></div>
<div class="field" data-field="count" data-kind="number"><label for="f-count">${say("count")}</label><input id="f-count" name="count" type="text" dir="ltr" inputmode="decimal"></div>
<div class="field" data-field="branch"><label for="f-branch">${say("branch")}${need}</label><select id="f-branch" name="branch" required><option value=""></option><option value="main">${lang === "ar" ? "المركز الرئيسي" : "Main office"}</option></select></div>
<fieldset class="field" data-field="ways"><legend>${say("ways")}${need}</legend>
<label class="choice"><input type="checkbox" id="f-ways-phone" name="ways" value="phone"> ${say("phone")}</label>
<label class="choice"><input type="checkbox" id="f-ways-email" name="ways" value="email"> ${say("email")}</label></fieldset>
<div class="field" data-field="text"><label for="f-text">${say("text")}${need}</label><textarea id="f-text" name="text" rows="6" maxlength="${long}" required></textarea></div>
<div class="field" data-field="proof"><label for="f-proof">${say("proof")}</label><input id="f-proof" name="proof" type="file" accept=".pdf,.jpg" data-max-mib="1"></div>
<div class="field" data-field="photo"><label for="f-photo">${say("photo")}</label><input id="f-photo" name="photo" type="file" accept="image/*" data-max-mib="2"></div>
<div class="field declaration" data-field="declaration"><label class="choice"><input type="checkbox" name="declaration" value="yes" id="f-declaration" required> ${say("agreed")}</label></div>`;
}

function settingsOf(lang, change = {}) {
  return {
    id: "kadi/complaint", lang, title: LABELS.title[lang], provider: "local", reference: "reference", files_mib: 2, due: null, success: null,
    send: {
      address: "../../post/ok", body: "form", headers: { Accept: "application/json" },
      success: { from: 200, to: 299, pointer: "/ok", values: [true] },
      error: { message: "/error", list: "/errors", field: "field", text: "message" },
      ...change.send,
    },
    contacts: [
      { kind: "phone", label: lang === "ar" ? "هاتف" : "Phone", text: "+966 50 000 0000", href: "tel:+966500000000" },
      { kind: "whatsapp", label: lang === "ar" ? "واتساب" : "WhatsApp", text: "+966 50 000 0000", href: "https://wa.me/966500000000" },
      { kind: "email", label: lang === "ar" ? "البريد الإلكتروني" : "E-mail", text: "care@example.org", href: "mailto:care@example.org" },
    ],
    words: words[lang],
    ...change.settings,
  };
}

function pageOf(lang, change = {}) {
  const settings = settingsOf(lang, change);
  return `<!doctype html>
<html lang="${lang}" dir="${lang === "ar" ? "rtl" : "ltr"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${LABELS.title[lang]}</title><link rel="icon" href="/assets/icon.svg"><link rel="stylesheet" href="/assets/style.css"><script defer src="/assets/page.js"></script></head>
<body class="form"><a class="skip" href="#main">${lang === "ar" ? "انتقل إلى المحتوى" : "Skip to the content"}</a><main id="main" class="wide" tabindex="-1"><h1>${LABELS.title[lang]}</h1>
<div id="form-due"></div>
<form id="form" class="form" method="post" action="${change.action ?? "../../post/native"}" accept-charset="utf-8" enctype="multipart/form-data">
<input type="hidden" name="association" value="kadi"><input type="hidden" name="form" value="complaint"><input type="hidden" name="language" value="${lang}">
<p class="trap" aria-hidden="true"><label>${lang === "ar" ? "لا تكتب هنا" : "Leave this empty"} <input name="nickname" tabindex="-1" autocomplete="off"></label></p>
${change.fields ?? fieldsOf(lang, change)}
<button type="submit">${lang === "ar" ? "تابع" : "Continue"}</button>
</form>
<section id="outcome" hidden></section>
<script type="application/json" id="form-settings">${JSON.stringify(settings).replaceAll("<", "\\u003c")}</script>
<script src="/assets/forms.js" defer></script>
</main></body></html>`;
}

/** What each provider answers: status, body, headers. The keys are the paths below `post/`. */
const json = (status, value, headers = {}) => ({ status, body: JSON.stringify(value), headers: { "content-type": "application/json", ...headers } });
const ANSWERS = {
  ok: json(200, { ok: true }),
  created: json(201, { next: "/thanks" }),
  "ok-is-false": json(200, { ok: false }),
  "ok-word": json(200, { success: "true", message: "The form was submitted successfully." }),
  "not-activated": json(200, { success: "false", message: "This form needs Activation." }),
  html: { status: 200, body: "<p>Thank you</p>", headers: { "content-type": "text/html" } },
  redirect: { status: 303, body: "", headers: { location: "/thanks" } },
  empty: { status: 204, body: "", headers: {} },
  faults: json(422, { ok: false, error: `${MARKUP} refused`, errors: [{ field: "phone", message: `${MARKUP} no such number` }, { field: "nothing", message: "of no field" }] }),
  often: json(429, { error: "Too many requests" }),
  large: json(413, { error: "Too large" }),
  kind: json(415, { error: "Unsupported" }),
  broken: { status: 500, body: "<h1>500</h1>", headers: { "content-type": "text/html" } },
  gone: { status: 404, body: "Not found", headers: { "content-type": "text/plain" } },
  deep: json(200, { "a/b": { "m~n": ["x", { "": 7 }] } }),
  map: json(400, { errors: { phone: ["is bad", "is short"], base: "all is bad" } }),
};

/** A site with the pages under test and the providers; keeps what was posted. */
async function play({ cors = true } = {}) {
  const pages = new Map();
  const posts = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const asset = /^\/assets\/([\w.-]+)$/.exec(pathname)?.[1];
    const [, answer] = /\/post\/([\w-]+)$/.exec(pathname) ?? [];
    if (cors && request.headers.origin) response.setHeader("access-control-allow-origin", "*");
    if (cors) response.setHeader("access-control-allow-headers", "*");
    if (request.method === "OPTIONS" || request.method === "HEAD") return void response.writeHead(200).end();
    if (asset) {
      const types = { js: "text/javascript", css: "text/css; charset=utf-8", svg: "image/svg+xml" };
      return void response.writeHead(200, { "content-type": types[asset.split(".").at(-1)] }).end(readFileSync(join(theme, "assets", asset)));
    }
    if (answer) {
      const parts = [];
      for await (const part of request) parts.push(part);
      const type = request.headers["content-type"];
      const body = Buffer.concat(parts);
      const fields = type.startsWith("application/json") ? Object.entries(JSON.parse(body)) : [...(await new Response(body, { headers: { "content-type": type } }).formData())];
      posts.push({ answer, type, fields, accept: request.headers.accept, get: (name) => fields.find(([key]) => key === name)?.[1] });
      const { status, body: text, headers } = ANSWERS[answer] ?? ANSWERS.html;
      return void response.writeHead(status, headers).end(text);
    }
    // Some browsers ask for it beside whatever they show.
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    const page = pages.get(pathname);
    response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP }).end(page ?? "");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const add = (lang, change) => {
    const path = `/${lang}/${pages.size}/`;
    pages.set(path, pageOf(lang, change));
    return new URL(path, url).href;
  };
  return { url, posts, add, close: () => (server.closeAllConnections(), new Promise((closed) => server.close(closed))) };
}

const findings = async (page) => {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (tags) => (await axe.run({ runOnly: tags, resultTypes: ["violations"] })).violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.any.concat(node.all).map((check) => check.message).join("; ")}`)), TAGS);
};
const bare = (text) => text.replace(/[\u2066-\u2069]/g, "");
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const file = (name, bytes, mimeType = "application/pdf") => ({ name, mimeType, buffer: Buffer.alloc(bytes, 97) });

/** Fills in everything that is required. */
async function complete(page, change = {}) {
  const answers = { name: "سارة Ahmed", phone: "0512345678", text: "تأخر الرد\nثلاثة أسابيع", ...change };
  for (const [id, text] of Object.entries(answers)) await page.fill(`#f-${id}`, text);
  await page.check("#f-kind-staff");
  await page.selectOption("#f-branch", "main");
  await page.check("#f-ways-phone");
  await page.check("#f-declaration");
}
async function review(page) {
  await page.click("#form [type=submit]");
  await page.waitForFunction(() => document.activeElement.id === "review-title");
}
const outcome = (page, kind) => page.waitForFunction((kind) => document.getElementById("outcome").dataset.outcome === kind && document.activeElement.id === "outcome-title", kind);
/** Sends what is on the page, and waits for the outcome. */
async function deliver(page, kind) {
  await page.click("#review button:not(.quiet)");
  await outcome(page, kind);
}
const held = (page) => page.evaluate(() => sessionStorage.getItem("mithaq form kadi/complaint"));
const errorOf = async (page, id) => bare((await page.locator(`#f-${id}-error`).textContent()).replace(/^\S+:\s*/, "").trim());

describe("the script of the forms", () => {
  let site;
  before(async () => (site = await play()));
  after(() => site.close());

  test("is at most 8 KB compressed", (t) => {
    const bytes = gzipSync(readFileSync(join(portal, "assets/forms.js")), { level: 9 }).length;
    t.diagnostic(`${FIGURE}forms.js: ${bytes} bytes with gzip`);
    assert.ok(bytes <= 8192, `${bytes} bytes`);
  });

  test("has every word in both languages, and none too many", () => {
    assert.deepEqual(Object.keys(words.ar).sort(), Object.keys(words.en).sort());
    const script = readFileSync(join(theme, "assets/forms.js"), "utf8");
    const families = /^(confirmed|unconfirmed|failed)_/;
    for (const key of Object.keys(words.ar).filter((key) => !families.test(key))) assert.match(script, new RegExp(`words\\.${key}\\b|"${key}"`), key);
    for (const [, key] of script.matchAll(/\bwords\.(?!date|months|toWell)(\w+)\b/g)) assert.ok(key in words.ar, key);
  });

  for (const lang of ["ar", "en"]) {
    test(`sends what was typed and confirms it (${lang})`, () =>
      visit(site.add(lang), {}, async (page) => {
        await complete(page, { email: "s@example.org", count: "5" });
        await page.setInputFiles("#f-proof", file("letter.pdf", 2048));
        await page.check("#f-ways-email");
        await review(page);
        assert.equal(new URL(page.url()).hash, "");
        const told = await page.locator("#review .answers > div").evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("dt, p")].map(({ textContent }) => textContent)));
        assert.deepEqual(told.map(([label]) => label), ["name", "kind", "phone", "email", "count", "branch", "ways", "text", "proof", "photo"].map((key) => LABELS[key][lang]).concat(words[lang].declaration));
        assert.deepEqual(told[1].slice(1), [LABELS.staff[lang]]);
        assert.deepEqual(told[6].slice(1), [LABELS.phone[lang], LABELS.email[lang]]);
        assert.match(told[8][1], /^letter\.pdf \(/);
        const before = site.posts.length;
        await deliver(page, "confirmed");
        const [post] = site.posts.slice(before);
        assert.equal(site.posts.length, before + 1);
        assert.equal(post.accept, "application/json");
        const expected = { association: "kadi", form: "complaint", language: lang, nickname: "", name: "سارة Ahmed", kind: "staff", phone: "0512345678", email: "s@example.org", count: "5", branch: "main", text: "تأخر الرد\r\nثلاثة أسابيع", declaration: "yes" };
        for (const [name, value] of Object.entries(expected)) assert.equal(post.get(name), value, name);
        assert.deepEqual(post.fields.filter(([name]) => name === "ways").map(([, value]) => value), ["phone", "email"]);
        assert.equal(post.get("proof").size, 2048);
        for (const absent of ["since", "photo"]) assert.equal(post.get(absent), undefined, absent);
        const reference = post.get("reference");
        assert.match(reference, new RegExp(`^[${LETTERS}]{10}$`));
        const places = [...reference].map((letter) => LETTERS.indexOf(letter));
        assert.equal(places.slice(0, 9).reduce((sum, place, nth) => sum + (nth + 1) * place, 0) % 31, places[9], "the check character");
        assert.equal(await page.textContent("#outcome .number"), `${reference.slice(0, 5)}-${reference.slice(5)}`);
        assert.equal(await page.getAttribute("#outcome .number", "dir"), "ltr");
        assert.equal(await page.textContent("#outcome-title"), words[lang].confirmed_title);
        assert.equal(await held(page), null);
        assert.equal(await page.inputValue("#f-name"), "");
        await page.locator("#outcome summary").click();
        assert.equal(await page.getByText("s@example.org").last().isVisible(), true);
      }));

    test(`tells every fault at its field and above them all (${lang})`, () =>
      visit(site.add(lang), {}, async (page) => {
        const w = words[lang];
        assert.equal(await page.textContent("#form [type=submit]"), w.continue);
        await page.click("#form [type=submit]");
        assert.equal(await focused(page), "faults");
        assert.equal(await page.getAttribute(".faults", "role"), "alert");
        const required = ["name", "kind", "phone", "branch", "ways", "text", "declaration"];
        assert.deepEqual(await page.locator(".faults a").evaluateAll((links) => links.map((link) => link.getAttribute("href"))), ["#f-name", "#f-kind-delay", "#f-phone", "#f-branch", "#f-ways-phone", "#f-text", "#f-declaration"]);
        for (const id of required) {
          const tied = await page.evaluate((id) => (document.querySelector(`fieldset[data-field=${id}]`) ?? document.getElementById(`f-${id}`)).getAttribute("aria-describedby"), id);
          assert.ok(tied.split(" ").includes(`f-${id}-error`), `${id}: ${tied}`);
        }
        assert.equal(await page.getAttribute("#f-name", "aria-describedby"), "f-name-hint f-name-error");
        assert.equal(await page.getAttribute("#f-name", "aria-invalid"), "true");
        assert.equal(await errorOf(page, "name"), w.needs_words);
        assert.equal(await errorOf(page, "kind"), w.needs_choice);
        assert.equal(await errorOf(page, "ways"), w.needs_choices);
        assert.equal(await errorOf(page, "declaration"), w.needs_declaration);
        const title = w.faults[new Intl.PluralRules(lang).select(required.length)].replace("{n}", required.length);
        assert.equal(await page.textContent(".faults h2"), title);
        for (const nth of [0, 1, 6]) {
          await page.locator(".faults a").nth(nth).click();
          assert.equal(`#${await focused(page)}`, await page.locator(".faults a").nth(nth).getAttribute("href"));
        }
        assert.equal(new URL(page.url()).hash, "");

        await page.check("#f-kind-delay");
        assert.equal(await page.locator("#f-kind-error").count(), 0);
        await page.fill("#f-name", "ا".repeat(42));
        await page.fill("#f-phone", "12");
        await page.fill("#f-email", "x@");
        await page.fill("#f-text", "   ");
        await page.locator("#f-count").pressSequentially("1e");
        await page.setInputFiles("#f-proof", file("virus.exe", 10, "application/octet-stream"));
        await page.setInputFiles("#f-photo", file("big.png", 3 * 1024 * 1024, "image/png"));
        await page.click("#form [type=submit]");
        assert.equal(await errorOf(page, "name"), w.too_long[lang === "ar" ? "two" : "other"].replace("{n}", 2));
        assert.equal(await errorOf(page, "since"), w.needs_date);
        assert.equal(await errorOf(page, "phone"), w.bad_phone);
        assert.equal(await errorOf(page, "email"), w.bad_email);
        assert.equal(await errorOf(page, "count"), w.bad_number);
        assert.equal(await errorOf(page, "text"), w.needs_words);
        assert.match(await errorOf(page, "proof"), /virus\.exe.*pdf.*jpg/);
        assert.match(await errorOf(page, "photo"), /big\.png.*3 .*2 /);
        await page.focus("#f-since");
        await page.keyboard.type("1");
        await page.click("#form [type=submit]");
        assert.equal(await errorOf(page, "since"), w.bad_date);
        assert.equal(site.posts.some((post) => post.get("name") === "ا".repeat(42)), false);
      }));
  }

  test("the files together have a limit too", () =>
    visit(site.add("ar"), {}, async (page) => {
      await complete(page);
      await page.setInputFiles("#f-proof", file("one.pdf", 1024 * 1024 - 10));
      await page.setInputFiles("#f-photo", file("two.png", 1.5 * 1024 * 1024, "image/png"));
      await page.click("#form [type=submit]");
      assert.match(await errorOf(page, "photo"), /2\.5 .*2 /);
      assert.equal(await page.locator(".error").count(), 1);
    }));

  test("the digits of an Arabic keyboard are the same number", () =>
    visit(site.add("ar"), {}, async (page) => {
      await complete(page, { phone: "٠٥١٢٣٤٥٦٧٨" });
      await page.fill("#f-count", "٢٥");
      await page.check("#f-kind-delay");
      for (const typed of ["٢٥/٣/٢٠٢٦", "۲۰۲۶-۰۳-۲۵", "25032026", "2026-03-25", "\u200f٢٥.٠٣.٢٠٢٦"]) {
        await page.fill("#f-since", typed);
        await review(page);
        assert.match(bare(await page.textContent("#review")), /25 مارس 2026/, typed);
        await page.goBack();
      }
      await page.fill("#f-since", "٢٥/٣/٢٠٢٦");
      await review(page);
      await deliver(page, "confirmed");
      const post = site.posts.at(-1);
      assert.deepEqual(["phone", "count", "since"].map((key) => post.get(key)), ["0512345678", "25", "2026-03-25"]);
    }));

  test("a date is chosen from the calendar or typed, and one that does not exist is told", () =>
    visit(site.add("en"), {}, async (page) => {
      await complete(page);
      await page.check("#f-kind-delay");
      await page.evaluate(() => {
        HTMLInputElement.prototype.showPicker = function () {
          this.value = "2026-03-25";
          this.dispatchEvent(new Event("input", { bubbles: true }));
        };
      });
      await page.click(".calendar button");
      assert.equal(await page.inputValue("#f-since"), "2026-03-25");
      for (const typed of ["30/2/2026", "1447/8/1", "3/2026", "٣١/٤/٢٠٢٦"]) {
        await page.fill("#f-since", typed);
        await page.click("#form [type=submit]");
        assert.match(await errorOf(page, "since"), /Gregorian/, typed);
        assert.equal(await page.inputValue("#f-since"), typed);
      }
    }));

  test("counts the letters once few are left, and takes too many without cutting", () =>
    visit(site.add("ar", { long: 20 }), {}, async (page) => {
      assert.equal(await page.getAttribute("#f-text-count", "role"), "status");
      for (const [length, form] of [[19, "one"], [18, "two"], [17, "few"], [20, "zero"]]) {
        await page.fill("#f-text", "😀" + "ا".repeat(length - 1));
        await page.waitForFunction((text) => document.getElementById("f-text-count").textContent === text, words.ar.left[form].replace("{n}", 20 - length));
      }
      await page.fill("#f-text", "ا".repeat(31));
      await page.waitForFunction((text) => document.getElementById("f-text-count").textContent === text, words.ar.too_long.many.replace("{n}", 11));
      assert.equal((await page.inputValue("#f-text")).length, 31);
      await page.fill("#f-text", "ا");
      await page.waitForFunction(() => document.getElementById("f-text-count").textContent === "");
    }));

  test("a field that the answers do not ask for is neither shown nor sent", () =>
    visit(site.add("en"), {}, async (page) => {
      assert.equal(await page.isVisible("#f-since"), false);
      await complete(page);
      await page.check("#f-kind-delay");
      assert.equal(await page.isVisible("#f-since"), true);
      await page.fill("#f-since", "2026-07-13");
      await review(page);
      assert.match(bare(await page.textContent("#review .answers")), /13 July 2026/);
      await page.click(`#review a[href="#f-kind-delay"]`);
      assert.equal(await focused(page), "f-kind-delay");
      await page.check("#f-kind-staff");
      assert.equal(await page.isVisible("#f-since"), false);
      await review(page);
      await deliver(page, "confirmed");
      assert.equal(site.posts.at(-1).get("since"), undefined);
    }));

  test("Back leads from the answers to the form and Forward to the answers; a link within the page stays", () =>
    visit(site.add("ar"), {}, async (page) => {
      await complete(page);
      await review(page);
      await page.focus(".skip");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.hash === "#main");
      assert.equal(await page.isVisible("#review"), true);
      await page.goBack();
      assert.equal(await page.isVisible("#review"), true);
      await page.goBack();
      await page.waitForFunction(() => document.activeElement.matches("#form [type=submit]"));
      assert.equal(await page.isVisible("#review"), false);
      assert.equal(await page.inputValue("#f-name"), "سارة Ahmed");
      await page.goForward();
      await page.waitForFunction(() => document.activeElement.id === "review-title");
      await deliver(page, "confirmed");
      await page.goBack();
      await page.waitForFunction(() => document.activeElement.matches("#form [type=submit]"));
      assert.equal(await page.inputValue("#f-name"), "");
      await page.goForward();
      await outcome(page, "confirmed");
    }));

  test("the draft is there again after a reload, without files and without the declaration, and can be cleared", () =>
    visit(site.add("ar"), {}, async (page) => {
      assert.equal(await page.locator(".draft-kept").count(), 0);
      await complete(page);
      await page.check("#f-kind-delay");
      await page.fill("#f-since", "2026-01-02");
      await page.reload();
      assert.match(await page.textContent(".draft-kept"), new RegExp(words.ar.draft_files));
      assert.equal(await page.inputValue("#f-name"), "سارة Ahmed");
      assert.equal(await page.inputValue("#f-since"), "2026-01-02");
      assert.equal(await page.isVisible("#f-since"), true);
      assert.equal(await page.isChecked("#f-ways-phone"), true);
      assert.equal(await page.isChecked("#f-declaration"), false);
      page.once("dialog", (dialog) => dialog.dismiss());
      await page.click(".draft-kept button");
      assert.equal(await page.inputValue("#f-name"), "سارة Ahmed");
      page.once("dialog", (dialog) => dialog.accept());
      await page.click(".draft-kept button");
      await page.waitForFunction(() => document.activeElement.id === "f-name");
      assert.equal(await page.inputValue("#f-name"), "");
      assert.equal(await held(page), null);
      await page.reload();
      assert.equal(await page.locator(".draft-kept").count(), 0);
    }));

  test("a draft that is no draft, and a browser that keeps nothing, do no harm", async () => {
    for (const script of [
      `sessionStorage.setItem("mithaq form kadi/complaint", '{"values": {"name": 7, "kind": ["x"]}}')`,
      `sessionStorage.setItem("mithaq form kadi/complaint", "{")`,
      `Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("denied", "SecurityError"); } })`,
    ]) {
      await visit(site.add("en"), { script }, async (page) => {
        await complete(page);
        await review(page);
        await deliver(page, "confirmed");
      });
    }
  });

  test("sends once, however often it is pressed", () =>
    visit(site.add("ar"), {}, async (page) => {
      let let_go;
      const gate = new Promise((open) => (let_go = open));
      await page.route("**/post/ok", async (route) => (await gate, route.continue()));
      await complete(page);
      await review(page);
      const before = site.posts.length;
      const send = page.locator("#review button:not(.quiet)");
      await send.dblclick();
      await send.press("Enter");
      assert.equal(await send.textContent(), words.ar.sending);
      assert.equal(await send.getAttribute("aria-disabled"), "true");
      assert.equal(await page.locator("main > [role=status]").textContent(), words.ar.sending);
      let_go();
      await outcome(page, "confirmed");
      assert.equal(site.posts.length, before + 1);
    }));

  test("a filled trap is named, and emptied by its button", () =>
    visit(site.add("ar"), {}, async (page) => {
      await complete(page);
      await page.evaluate(() => (document.querySelector(".trap input").value = "سارة"));
      await page.click("#form [type=submit]");
      assert.equal(await focused(page), "faults");
      assert.match(bare(await page.textContent(".faults")), /اسمها «لا تكتب هنا»/);
      await page.click(".faults button");
      await page.waitForFunction(() => document.activeElement.id === "review-title");
      await page.evaluate(() => (document.querySelector(".trap input").value = "again"));
      await page.click("#review button:not(.quiet)");
      await page.waitForFunction(() => document.activeElement.className === "faults");
    }));

  // What was answered, what the page expects as proof, and what it must say.
  const json_pointer = { success: { from: 200, to: 299, pointer: "/a~1b/m~0n/1/", values: [7] } };
  const JUDGED = [
    ["ok", {}, "confirmed"],
    ["created", { success: { from: 200, to: 299, pointer: "/next", values: [] } }, "confirmed"],
    ["ok-word", { success: { from: 200, to: 200, pointer: "/success", values: [true, "true"] } }, "confirmed"],
    ["html", { success: { from: 200, to: 299, pointer: null, values: [] } }, "confirmed"],
    ["empty", { success: { from: 200, to: 299, pointer: null, values: [] } }, "confirmed"],
    ["deep", json_pointer, "confirmed"],
    ["deep", { success: { ...json_pointer.success, pointer: "/a~1b/constructor", values: [] } }, "unconfirmed", "unproven"],
    ["created", { success: { from: 200, to: 200, pointer: "/next", values: [] } }, "unconfirmed", "unproven"],
    ["ok-is-false", {}, "unconfirmed", "unproven"],
    ["html", {}, "unconfirmed", "unproven"],
    ["empty", {}, "unconfirmed", "unproven"],
    ["redirect", {}, "unconfirmed", "unproven"],
    ["not-activated", { success: { from: 200, to: 200, pointer: "/success", values: [true, "true"] }, error: { message: "/message", list: null } }, "failed", "refused", "This form needs Activation."],
    ["often", {}, "failed", "often", "Too many requests"],
    ["large", {}, "failed", "size", "Too large"],
    ["kind", {}, "failed", "type"],
    ["broken", {}, "failed", "service"],
    ["broken", { error: null }, "failed", "service"],
    ["gone", {}, "failed", "refused"],
  ];
  for (const [answer, send, kind, why, said] of JUDGED) {
    test(`an answer "${answer}" judged by ${JSON.stringify(send)} is ${kind}`, () =>
      visit(site.add("ar", { send: { address: `../../post/${answer}`, ...send } }), { expected: /status of|^\d{3} for/ }, async (page) => {
        await complete(page);
        await review(page);
        await deliver(page, kind);
        if (why) assert.equal(await page.locator("#outcome > p").first().textContent(), words.ar[`${kind}_${why}`]);
        if (said) assert.equal(await page.textContent("#outcome blockquote"), said);
        assert.equal(await page.inputValue("#f-name"), kind === "confirmed" ? "" : "سارة Ahmed");
        assert.equal((await held(page)) === null, kind === "confirmed");
      }));
  }

  for (const [body, type] of [["urlencoded", /^application\/x-www-form-urlencoded/], ["json", /^application\/json$/]]) {
    test(`sends as ${body}`, () =>
      visit(site.add("ar", { send: { body } }), {}, async (page) => {
        await complete(page);
        await page.check("#f-ways-email");
        await review(page);
        await deliver(page, "confirmed");
        const post = site.posts.at(-1);
        assert.match(post.type, type);
        assert.equal(post.get("name"), "سارة Ahmed");
        assert.deepEqual(post.fields.filter(([name]) => name === "ways").flatMap(([, value]) => value), ["phone", "email"]);
        assert.equal(post.get("proof"), undefined);
      }));
  }

  test("the service's faults stand at the fields, as text, and the same answers keep their reference", () =>
    visit(site.add("en", { send: { address: "../../post/faults" } }), { expected: /422/ }, async (page) => {
      await complete(page);
      await review(page);
      await deliver(page, "failed");
      assert.deepEqual(await page.locator("#outcome blockquote").allTextContents(), [`${MARKUP} refused`, "of no field"]);
      assert.equal(await page.locator("main img, main script:not([src], [type])").count(), 0);
      await page.click(`#outcome a[href="#f-phone"]`);
      assert.equal(await focused(page), "f-phone");
      assert.equal(await errorOf(page, "phone"), `${MARKUP} no such number`);
      await page.goBack();
      await outcome(page, "failed");
      await page.getByRole("button", { name: words.en.back }).click();
      await page.waitForFunction(() => document.activeElement.className === "faults");
      const first = site.posts.at(-1).get("reference");
      await review(page);
      await deliver(page, "failed");
      assert.equal(site.posts.at(-1).get("reference"), first);
      await page.click(`#outcome a[href="#f-phone"]`);
      await page.fill("#f-phone", "0512345679");
      await review(page);
      await deliver(page, "failed");
      assert.notEqual(site.posts.at(-1).get("reference"), first);
    }));

  test("faults given by name are understood too", () =>
    visit(site.add("ar", { send: { address: "../../post/map" } }), { expected: /400/ }, async (page) => {
      await complete(page);
      await review(page);
      await deliver(page, "failed");
      assert.match(bare(await page.textContent("#outcome li")), /is bad، is short/);
      assert.deepEqual(await page.locator("#outcome blockquote").allTextContents(), ["all is bad"]);
    }));

  test("no answer in time may have arrived, and says so; sent again, it carries the same reference", () =>
    visit(site.add("ar", { settings: { patience_ms: 250 } }), {}, async (page) => {
      await page.route("**/post/ok", () => {});
      await complete(page);
      await review(page);
      await deliver(page, "unconfirmed");
      assert.equal(await page.locator("#outcome > p").first().textContent(), words.ar.unconfirmed_late);
      const reference = await page.textContent("#outcome .number");
      const ask = new URL(await page.getAttribute("#outcome a[href^='https://wa.me']", "href")).searchParams.get("text");
      assert.ok(ask.includes(reference));
      assert.match(await page.getAttribute("#outcome a[href^='mailto:']", "href"), /^mailto:care@example\.org\?subject=.+&body=.+/);
      await page.reload();
      await page.unroute("**/post/ok");
      await page.check("#f-declaration");
      assert.equal(await page.inputValue("#f-name"), "سارة Ahmed");
      await review(page);
      await deliver(page, "confirmed");
      const last = site.posts.at(-1).get("reference");
      assert.equal(`${last.slice(0, 5)}-${last.slice(5)}`, reference);
    }));

  test("tried again after a failure, it arrives, and keeps its reference", () =>
    visit(site.add("ar"), { expected: /ERR_FAILED/ }, async (page) => {
      let asked = 0;
      await page.route("**/post/ok", (route) => (asked++ ? route.continue() : route.abort()));
      await complete(page);
      await review(page);
      await deliver(page, "failed");
      assert.equal(await page.locator("#outcome > p").first().textContent(), words.ar.failed_network);
      const { reference } = JSON.parse(await held(page));
      await page.getByRole("button", { name: words.ar.again }).click();
      await outcome(page, "confirmed");
      assert.equal(site.posts.at(-1).get("reference"), reference);
    }));

  test("what is changed while it is on its way does not change what is told", () =>
    visit(site.add("ar"), {}, async (page) => {
      let let_go;
      const gate = new Promise((open) => (let_go = open));
      await page.route("**/post/ok", async (route) => (await gate, route.continue()));
      await complete(page);
      await review(page);
      await page.click("#review button:not(.quiet)");
      await page.goBack();
      await page.fill("#f-name", "غيرها");
      let_go();
      await outcome(page, "confirmed");
      const { fields } = site.posts.at(-1);
      const [, reference] = fields.find(([name]) => name === "reference");
      assert.equal((await page.textContent("#outcome .number")).replace("-", ""), reference);
    }));

  test("a device that is off the network is told so, and nothing is sent", () =>
    visit(site.add("ar"), {}, async (page) => {
      await complete(page);
      await review(page);
      await page.context().setOffline(true);
      const before = site.posts.length;
      await deliver(page, "failed");
      assert.equal(await page.locator("#outcome > p").first().textContent(), words.ar.failed_offline);
      assert.equal(site.posts.length, before);
    }));

  test("another host: its answer proves it; kept back by the browser it is unconfirmed; not reached it failed", async () => {
    const [open, closed] = await Promise.all([play(), play({ cors: false })]);
    const gone = await play();
    await gone.close();
    try {
      for (const [host, kind] of [[open, "confirmed"], [closed, "unconfirmed"], [gone, "failed"]]) {
        await visit(site.add("en", { send: { address: `${host.url}post/ok` } }), { expected: /another host|CORS|ERR_FAILED|ERR_CONNECTION_REFUSED/ }, async (page) => {
          await complete(page);
          await review(page);
          await deliver(page, kind);
          assert.equal(host.posts.length, kind === "failed" ? 0 : 1);
        });
      }
    } finally {
      await Promise.all([open.close(), closed.close()]);
    }
  });

  test("a failure offers the association's channels with the text written, shortened where an address may not be long", () =>
    visit(site.add("ar", { long: 9000, send: { address: "../../post/broken" } }), { expected: /500/ }, async (page) => {
      await complete(page, { text: `${MARKUP} ${"شكوى طويلة ".repeat(600)}` });
      await review(page);
      assert.equal(await page.locator("main img").count(), 0);
      await deliver(page, "failed");
      const [phone, whatsapp, email] = await page.locator("#outcome .ways a").evaluateAll((links) => links.map(({ href }) => href));
      assert.equal(phone, "tel:+966500000000");
      for (const [href, most] of [[whatsapp, 4100], [email, 2100]]) {
        assert.ok(href.length <= most, String(href.length));
        const text = new URL(href).searchParams.get(href === email ? "body" : "text");
        assert.match(text, /^شكوى\s+الاسم: سارة Ahmed/);
        assert.ok(text.includes(MARKUP));
        assert.ok(text.endsWith(words.ar.cut));
      }
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.getByRole("button", { name: words.ar.copy_answers }).click();
      await page.getByRole("button", { name: words.ar.copied, exact: true }).waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /(شكوى طويلة ){599}/);
    }));

  test("the reference is copied, also where the browser gives no clipboard, and printed", () =>
    visit(site.add("en"), { script: "delete Navigator.prototype.clipboard; window.print = () => (window.printed = true);" }, async (page) => {
      await complete(page);
      await review(page);
      await deliver(page, "confirmed");
      await page.evaluate(() => document.addEventListener("copy", () => (window.taken = getSelection().toString() || document.activeElement.value)));
      await page.getByRole("button", { name: words.en.copy }).click();
      await page.getByRole("button", { name: words.en.copied, exact: true }).waitFor();
      assert.equal(await page.evaluate(() => window.taken), await page.textContent("#outcome .number"));
      await page.getByRole("button", { name: words.en.print, exact: true }).click();
      assert.equal(await page.evaluate(() => window.printed), true);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator("#outcome .number").isVisible(), true);
      assert.equal(await page.getByText("0512345678").last().isVisible(), true);
      assert.equal(await page.locator("button:visible").count(), 0);
    }));

  test("a letter is never said to be sent: the mail program opens, and the rest is told", () =>
    visit(site.add("ar", { settings: { send: null }, action: "mailto:care@example.org" }), { expected: /mailto|registered handler/ }, async (page) => {
      await complete(page);
      await review(page);
      await deliver(page, "unconfirmed");
      assert.equal(await page.locator("#outcome > p").first().textContent(), words.ar.unconfirmed_mail);
      assert.equal(await page.getByRole("button", { name: words.ar.copy_answers }).isVisible(), true);
    }));

  test("what a script cannot send is posted by the browser", () =>
    visit(site.add("ar", { settings: { send: null }, action: "../../post/native" }), {}, async (page) => {
      await complete(page);
      await review(page);
      await Promise.all([page.waitForURL(/post\/native/), page.click("#review button:not(.quiet)")]);
      assert.equal(site.posts.at(-1).get("name"), "سارة Ahmed");
      assert.equal(site.posts.at(-1).get("reference").length, 10);
    }));

  test("a field may have the name of something that a form has itself", () =>
    visit(site.add("en", { fields: ["submit", "reset", "action", "method", "title", "name", "id"].map((name) => `<div class="field" data-field="${name}"><label for="f-${name}">${name}</label><input id="f-${name}" name="${name}" type="text" required></div>`).join("") }), {}, async (page) => {
      for (const input of await page.locator(".field input").all()) await input.fill("x");
      await review(page);
      await deliver(page, "confirmed");
      assert.equal(site.posts.at(-1).get("action"), "x");
      assert.equal(await page.inputValue("#f-reset"), "");
    }));

  const week = ["sun", "mon", "tue", "wed", "thu"];
  const due = (change) => ({ bound: "at-most", amount: 15, unit: "working-day", from: "submission", days: week, holidays: ["2026-09-23"], ...change });
  for (const [what, lang, now, given, expected] of [
    ["working days, over weekends and a holiday", "ar", "2026-09-10T10:00:00", due(), "4 أكتوبر 2026م"],
    ["working days from a day off", "en", "2026-09-11T23:30:00", due({ amount: 1 }), "13 September 2026"],
    ["days", "en", "2026-12-30T00:10:00", due({ unit: "day", amount: 3 }), "2 January 2027"],
    ["weeks", "ar", "2026-02-20T10:00:00", due({ unit: "week", amount: 2 }), "6 مارس 2026م"],
    ["months, to the last day of a short one", "en", "2026-12-31T10:00:00", due({ unit: "month", amount: 2 }), "28 February 2027"],
    ["a request that is complete", "ar", "2026-09-13T10:00:00", due({ amount: 1, from: "complete-request" }), words.ar.due_complete.replace("{date}", "14 سبتمبر 2026م")],
    ["at least", "ar", "2026-09-13T10:00:00", due({ bound: "at-least" }), words.ar.due_none],
    ["working days that are not stated", "en", "2026-09-13T10:00:00", due({ days: [] }), words.en.due_unknown],
  ]) {
    test(`says by when: ${what}`, () =>
      visit(site.add(lang, { settings: { due: given } }), {}, async (page) => {
        await page.clock.setFixedTime(new Date(now));
        await page.reload();
        await complete(page);
        await review(page);
        await deliver(page, "confirmed");
        assert.ok(bare(await page.textContent("#outcome")).includes(expected), bare(await page.textContent("#outcome")));
        assert.equal(bare(await page.textContent("#form-due")).includes(expected), given.bound === "at-most");
      }));
  }

  test("the form's own words of thanks are text, and do not stand for the proof", () =>
    visit(site.add("ar", { settings: { success: { title: `شكرًا ${MARKUP}`, body: MARKUP } } }), {}, async (page) => {
      await complete(page, { name: MARKUP.slice(0, 38) });
      await review(page);
      assert.equal(await page.locator("#review .answers bdi").first().textContent(), MARKUP.slice(0, 38));
      await deliver(page, "confirmed");
      assert.equal(await page.textContent("#outcome-title"), `شكرًا ${MARKUP}`);
      assert.ok((await page.textContent("#outcome")).includes(words.ar.confirmed));
      assert.equal(await page.locator("main img, main script:not([src], [type])").count(), 0);
    }));

  for (const lang of ["ar", "en"]) {
    test(`the keyboard alone leads from the first field to the outcome (${lang})`, () =>
      visit(site.add(lang), {}, async (page) => {
        const tabTo = async (selector) => {
          for (let nth = 0; nth < 40; nth += 1) {
            if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
            await page.keyboard.press("Tab");
          }
          assert.fail(`Tab does not lead to ${selector}`);
        };
        await tabTo("#form [type=submit]");
        await page.keyboard.press("Enter");
        await tabTo(".faults a");
        await page.keyboard.press("Enter");
        assert.equal(await focused(page), "f-name");
        await page.keyboard.type("Sara");
        await tabTo("[name=kind]");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Space");
        await tabTo("#f-phone");
        await page.keyboard.type("0512345678");
        await tabTo("#f-branch");
        await page.keyboard.press("ArrowDown");
        await tabTo("#f-ways-phone");
        await page.keyboard.press("Space");
        await tabTo("#f-text");
        await page.keyboard.type("Late");
        await tabTo("#f-declaration");
        await page.keyboard.press("Space");
        await page.keyboard.press("Enter");
        if (await page.isVisible("#f-since")) {
          await page.waitForFunction(() => document.activeElement.className === "faults");
          await tabTo(".faults a");
          await page.keyboard.press("Enter");
          await page.keyboard.type("01022026");
          await page.keyboard.press("Enter");
        }
        await page.waitForFunction(() => document.activeElement.id === "review-title");
        await tabTo("#review a");
        await page.keyboard.press("Enter");
        assert.equal(await focused(page), "f-name");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.activeElement.id === "review-title");
        await tabTo("#review button:not(.quiet)");
        await page.keyboard.press("Enter");
        await outcome(page, "confirmed");
        await tabTo("#outcome button");
      }));
  }

  /** Each state of a form in turn, as a reader comes to it. */
  const STATES = [
    ["empty", "ok", async () => {}],
    ["faults", "ok", (page) => page.check("#f-kind-delay").then(() => page.click("#form [type=submit]"))],
    ["a filled trap", "ok", async (page) => (await page.evaluate(() => (document.querySelector(".trap input").value = "x")), page.click("#form [type=submit]"))],
    ["a draft and a count", "ok", async (page) => (await complete(page, { text: "ا".repeat(299) }), await page.reload(), page.locator("#f-text").press("End").then(() => page.keyboard.type("ا")).then(() => page.waitForFunction(() => document.getElementById("f-text-count").textContent)))],
    ["the answers", "ok", async (page) => (await complete(page), review(page))],
    ["confirmed", "ok", async (page) => (await complete(page), await review(page), await deliver(page, "confirmed"), page.click("#outcome summary"))],
    ["unconfirmed", "html", async (page) => (await complete(page), await review(page), deliver(page, "unconfirmed"))],
    ["failed", "faults", async (page) => (await complete(page), await review(page), deliver(page, "failed"))],
  ];
  for (const lang of ["ar", "en"]) {
    for (const [state, answer, lead] of STATES) {
      const url = () => site.add(lang, { send: { address: `../../post/${answer}` }, settings: { due: due() } });
      test(`axe finds nothing, in light and dark: ${state} (${lang})`, () =>
        visit(url(), { expected: /422/ }, async (page) => {
          await lead(page);
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            assert.deepEqual(await findings(page), [], colorScheme);
          }
        }));
      test(`fits 320 px, and 200 % text, with targets large enough: ${state} (${lang})`, async () => {
        for (const options of [{ width: 320, height: 700 }, { width: 640, height: 900, textSize: 32 }]) {
          await visit(url(), { ...options, expected: /422/ }, async (page) => {
            await lead(page);
            const { over, small } = await page.evaluate(() => ({
              over: document.documentElement.scrollWidth - innerWidth,
              small: [...document.querySelectorAll("main :is(button, select, textarea, label.choice, .field > input)")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 90)),
            }));
            assert.ok(over <= 0, `${JSON.stringify(options)}: ${over} px too wide`);
            assert.deepEqual(small, []);
          });
        }
      });
    }
  }
});
