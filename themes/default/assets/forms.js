// Checks a form, shows the answers once more, sends them, and says what truly came of it.
// Without it, the browser posts the form.
(() => {
const byId = (id) => document.getElementById(id);
const form = byId("form");
const given = byId("form-settings");
if (!form || !given) return;
const settings = JSON.parse(given.textContent);
const { words, send, lang } = settings;
const outcome = byId("outcome");
const PATIENCE = settings.patience_ms ?? 20_000;
const PAUSE = 400;
const MIB = 1024 * 1024;
const KEY = `mithaq form ${settings.id}`;
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const COMMA = lang === "ar" ? "، " : ", ";
// Some systems ignore longer addresses, without a word.
const LONGEST = { email: 1900, whatsapp: 4000 };
// A field may be called "submit", and would stand in the method's place.
const { reset, submit } = HTMLFormElement.prototype;

const fields = [...form.querySelectorAll("[data-field]:has(input, select, textarea)")];
const trap = form.querySelector(".trap input");
const goOn = form.querySelector("button:not([type=button])");
const limits = new Map();
let step = "edit";
let busy = false;
// Kept when the same answers are sent again, new when they change.
let reference = null;
let saving;

function make(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  element.append(...inside.filter((one) => one !== null && one !== undefined));
  return element;
}
function button(words, act, name = "button") {
  const element = make("button", { type: "button", class: name }, words);
  element.addEventListener("click", () => act(element));
  return element;
}
function link(field, ...inside) {
  const to = controls(field).find(({ checked }) => checked) ?? controls(field)[0];
  const element = make("a", { href: `#${to.id}` }, ...inside);
  element.addEventListener("click", (event) => {
    event.preventDefault();
    go("edit");
    (field.querySelector("legend, label") ?? field).scrollIntoView();
    to.focus({ preventScroll: true });
  });
  return element;
}
const paragraph = (text) => text ? make("p", {}, text) : null;
// Isolated, so that nothing around it turns.
const fill = (text, said) => text.replace(/\{(\w+)\}/g, (whole, key) => typeof said[key] === "string" ? `\u2068${said[key]}\u2069` : said[key] ?? whole);
const counted = (forms, n) => fill(forms[new Intl.PluralRules(lang).select(n)] ?? forms.other, { n });
const after = (label, text) => `${label}${/[:؟?]$/.test(label) ? "" : ":"} ${text}`;
const mib = (bytes) => fill(words.mib, { n: Math.max(0.1, Math.round(bytes / MIB * 10) / 10) });
function dated(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return fill(words.date, { day, month: words.months[month - 1], year });
}

// The fields
const controls = (field) => [...field.querySelectorAll("input:not(.calendar *), select, textarea")];
const isChoice = ({ type }) => type === "radio" || type === "checkbox";
const heldBy = (field) => controls(field).filter((control) => !isChoice(control) || control.checked).map(({ value }) => value);
const filesOf = (field) => controls(field).flatMap(({ files }) => [...files ?? []]);
const shown = () => fields.filter(({ hidden }) => !hidden);
const kept = () => fields.filter((field) => !field.matches(".declaration") && !field.querySelector("[type=file]"));
const named = (element) => [...element.childNodes].filter((node) => !node.matches?.(".need, .hint, input")).map(({ textContent }) => textContent).join("").trim();
function labelOf(field) {
  const label = field.querySelector("legend, label:not(.choice)");
  return label ? named(label) : words.declaration;
}

// What was meant by what was typed, in digits of any kind; null where it is no value of that kind.
const plain = (text) => text.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() & 15).replace(/[\u200e\u200f\u061c]/g, "").trim();
function numberOf(text) {
  const value = plain(text).replace(/٬/g, "").replace(/٫/g, ".").replace(/\u2212/g, "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) && isFinite(value) ? value : null;
}
// The year stands first or last; the day is first then.
function dateOf(text) {
  const [, first, month, last] = plain(text).replace(/[/.٫\u060d ]/g, "-").replace(/^(\d\d)(\d\d)(\d{4})$/, "$1-$2-$3").match(/^(\d{4}|\d\d?)-(\d\d?)-(\d{4}|\d\d?)$/) ?? [];
  const [year, day] = first > 999 ? [first, last] : [last, first];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year > 1899 && year < 2200 && date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}
const kindOf = (field) => field.dataset.kind ?? controls(field)[0].type;
// Older browsers know the flag `u` alone; what neither reads is for the service to judge.
function fits(pattern, value) {
  for (const flag of "vu") try {
    return new RegExp(`^(?:${pattern})$`, flag).test(value);
  } catch {}
  return true;
}
function meant(field) {
  const [{ value, dataset, pattern }] = controls(field);
  const read = { number: numberOf, date: dateOf, tel: plain }[kindOf(field)];
  const said = (read ?? String)(value);
  // That of numbers and dates is for browsers without scripts.
  const own = dataset.pattern ?? (read && read !== plain ? "" : pattern);
  return said === null ? null : [said, plain(said)].find((one) => !own || fits(own, one)) ?? null;
}

// What the answers do not ask for is hidden, and not sent.
function toggle() {
  for (const field of fields) {
    const { showField, showIs } = field.dataset;
    if (!showField) continue;
    const asks = fields.find(({ dataset }) => dataset.field === showField);
    field.hidden = !asks || asks.hidden || !heldBy(asks).includes(showIs);
    for (const control of controls(field)) control.disabled = field.hidden;
  }
}

function faultOf(field) {
  const all = controls(field);
  const [first] = all;
  const { type, validity } = first;
  const needed = field.querySelector("[required], .need");
  if (isChoice(first)) {
    return !needed || all.some(({ checked }) => checked) ? null : field.matches(".declaration") ? words.needs_declaration : type === "radio" ? words.needs_choice : words.needs_choices;
  }
  if (type === "file") return fileFault(first, needed);
  const kind = kindOf(field);
  const bad = { tel: words.bad_phone, number: words.bad_number, date: words.bad_date }[kind] ?? words.bad_pattern;
  if (validity.badInput) return bad;
  if (!first.value.trim()) return needed ? words[first.matches("select") ? "needs_choice" : kind === "date" ? "needs_date" : "needs_words"] : null;
  const over = lengthOf(first) - limits.get(first);
  if (over > 0) return counted(words.too_long, over);
  if (validity.typeMismatch) return words.bad_email;
  return meant(field) === null ? bad : null;
}
function fileFault(control, needed) {
  const files = [...control.files];
  if (!files.length) return needed ? words.needs_file : null;
  const kinds = control.accept.toLowerCase().split(",").map((kind) => kind.trim()).filter(Boolean);
  const fits = ({ name, type }) => kinds.some((kind) => kind.startsWith(".") ? name.toLowerCase().endsWith(kind) : kind.endsWith("/*") ? type.startsWith(kind.slice(0, -1)) : type === kind);
  const other = kinds[0] && files.find((file) => !fits(file));
  if (other) return fill(words.bad_file, { name: other.name, kinds: kinds.map((kind) => kind.replace(/^\./, "")).join(COMMA) });
  const most = Number(control.dataset.maxMib) * MIB;
  const large = most && files.find(({ size }) => size > most);
  return large ? fill(words.large_file, { name: large.name, size: mib(large.size), most: mib(most) }) : null;
}

function tie(element, id, isTied) {
  const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  isTied ? ids.add(id) : ids.delete(id);
  ids.size ? element.setAttribute("aria-describedby", [...ids].join(" ")) : element.removeAttribute("aria-describedby");
}
function mark(field, fault) {
  const id = `f-${field.dataset.field}-error`;
  byId(id)?.remove();
  for (const control of controls(field)) if (control.type !== "radio") control.ariaInvalid = fault ? "true" : null;
  tie(field.matches("fieldset") ? field : controls(field)[0], id, fault);
  if (fault) field.querySelector(".choice, input, select, textarea").before(make("p", { class: "error", id }, make("span", { class: "hidden" }, words.error), " ", make("bdi", {}, fault)));
}

function check() {
  const faults = new Map();
  for (const field of shown()) {
    const fault = faultOf(field);
    fault ? faults.set(field, fault) : settle(field);
  }
  const loaded = shown().filter((field) => filesOf(field).length);
  const size = loaded.flatMap(filesOf).reduce((sum, file) => sum + file.size, 0);
  const most = settings.files_mib * MIB;
  if (most && size > most && !loaded.some((field) => faults.has(field))) faults.set(loaded.at(-1), fill(words.large_files, { size: mib(size), most: mib(most) }));
  complain(faults);
  return !faults.size && !trap?.value;
}
// What is sent is what was meant.
function settle(field) {
  const [control] = controls(field);
  if (control.type !== "file" && !isChoice(control) && control.value.trim()) control.value = meant(field) ?? control.value;
}
function complain(faults) {
  form.querySelector(".faults")?.remove();
  for (const field of fields) mark(field, faults.get(field));
  if (!faults.size && !trap?.value) return;
  const title = faults.size ? counted(words.faults, faults.size) : words.trap_title;
  const summary = make("div", { class: "faults", role: "alert", tabindex: -1 }, make("h2", {}, title), faults.size ? listed(faults) : null);
  if (trap?.value) summary.append(make("p", {}, fill(words.trap, { name: named(trap.labels[0]) })), button(words.trap_clear, () => {
    trap.value = "";
    form.requestSubmit();
  }));
  form.insertBefore(summary, form.firstChild);
}
const listed = (faults) => make("ul", {}, ...[...faults].map(([field, fault]) => make("li", {}, link(field, make("bdi", {}, after(labelOf(field), "")), make("bdi", {}, fault)))));

const lengthOf = ({ value }) => [...value].length;
function count(control) {
  const left = limits.get(control) - lengthOf(control);
  const text = left > limits.get(control) / 5 ? "" : left < 0 ? counted(words.too_long, -left) : counted(words.left, left);
  const told = byId(`${control.id}-count`);
  if (told.textContent !== text) told.textContent = text;
}

function save() {
  clearTimeout(saving);
  const values = Object.fromEntries(kept().map((field) => [field.dataset.field, heldBy(field)]));
  try {
    if (Object.values(values).flat().join("").trim()) sessionStorage.setItem(KEY, JSON.stringify({ values, reference }));
    else sessionStorage.removeItem(KEY);
  } catch {}
}
function restore() {
  let draft;
  try {
    draft = JSON.parse(sessionStorage.getItem(KEY));
  } catch {}
  if (!draft?.values) return;
  ({ reference } = draft);
  for (const field of kept()) {
    const held = draft.values[field.dataset.field];
    if (!Array.isArray(held)) continue;
    for (const control of controls(field)) isChoice(control) ? (control.checked = held.includes(control.value)) : (control.value = held[0] ?? "");
  }
  const note = make("div", { class: "notice draft-kept", role: "status" }, paragraph(words.draft), form.querySelector("[type=file]") && paragraph(words.draft_files),
    button(words.draft_clear, () => {
      if (!confirm(words.draft_sure)) return;
      empty();
      controls(fields[0])[0].focus();
    }, "button quiet"));
  form.insertBefore(note, form.firstChild);
}
function empty() {
  clearTimeout(saving);
  reset.call(form);
  reference = null;
  complain(new Map());
  for (const control of limits.keys()) count(control);
  form.querySelector(".draft-kept")?.remove();
  toggle();
  save();
}

// Nine letters by chance, and one that tells a slip of the pen.
function newReference() {
  const places = [];
  while (places.length < 9) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    // 248 is 8 × 31; bytes above would favour the first letters.
    if (byte < 248) places.push(byte % 31);
  }
  places.push(places.reduce((sum, place, nth) => sum + (nth + 1) * place, 0) % 31);
  return places.map((place) => LETTERS[place]).join("");
}
const spaced = () => posted.value.replace(/.{5}/, "$&-");

function answers() {
  return shown().map((field) => {
    const all = controls(field);
    const [{ type, value, dir, selectedOptions }] = all;
    const day = kindOf(field) === "date" && dateOf(value);
    const said = isChoice(all[0]) ? all.filter(({ checked }) => checked).map((control) => named(control.closest("label")))
      : type === "file" ? filesOf(field).map(({ name, size }) => `${name} (${mib(size)})`)
      : !value.trim() ? []
      : selectedOptions ? [...selectedOptions].map(({ text }) => text)
      : day ? [dated(day)]
      : [value.trim()];
    return { field, label: labelOf(field), said, dir: dir || undefined };
  });
}
const asText = () => [settings.title, "", ...answers().filter(({ said }) => said.length).map(({ label, said }) => after(label, said.join(COMMA)))].join("\n");
function answersView(isChangeable) {
  return make("dl", { class: "answers" }, ...answers().map(({ field, label, said, dir }) => make("div", {},
    make("dt", {}, label),
    make("dd", {}, ...(said.length ? said.map((one) => make("p", {}, make("bdi", { dir }, one))) : [make("p", { class: "muted" }, words.unanswered)])),
    isChangeable ? make("dd", { class: "change" }, link(field, words.change, make("span", { class: "hidden" }, ` ${label}`))) : null)));
}

function dueText() {
  const { due } = settings;
  if (!due) return;
  if (due.bound === "at-least") return words.due_none;
  const { amount, unit, days = [], holidays = [] } = due;
  const now = new Date();
  const iso = (months, later, day = now.getDate()) => new Date(Date.UTC(now.getFullYear(), now.getMonth() + months, day + later)).toISOString().slice(0, 10);
  let last;
  if (unit === "hour") last = iso(0, Math.ceil(amount / 24));
  else if (unit === "day") last = iso(0, amount);
  else if (unit === "week") last = iso(0, amount * 7);
  else if (unit === "month") last = [iso(amount, 0), iso(amount + 1, 0, 0)].sort()[0];
  else {
    let left = amount;
    for (let later = 1; left && later < 9999; later += 1) {
      last = iso(0, later);
      if (days.includes("sun mon tue wed thu fri sat".split(" ")[new Date(last).getUTCDay()]) && !holidays.includes(last)) left -= 1;
    }
    if (left) return words.due_unknown;
  }
  return fill(words[due.from === "complete-request" ? "due_complete" : "due"], { date: dated(last) });
}

// Gives {kind, why, said, faults}; `kind` is one of the three outcomes.
async function post() {
  if (!send) {
    const address = form.getAttribute("action");
    // The browser's own letter would be a query that nobody can read.
    if (address.startsWith("mailto:")) location.href = written("email", address, settings.title, `${asText()}\n\n${fill(words.reference_is, { reference: spaced() })}`);
    else submit.call(form);
    return { kind: "unconfirmed", why: "mail" };
  }
  if (!navigator.onLine) return { kind: "failed", why: "offline" };
  try {
    const headers = { ...send.headers };
    const body = bodyOf(new FormData(form), headers);
    return await judge(await fetch(send.address, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }));
  } catch ({ name }) {
    if (name === "TimeoutError") return { kind: "unconfirmed", why: "late" };
    return await isHeard() ? { kind: "unconfirmed", why: "unproven" } : { kind: "failed", why: "network" };
  }
}
// Whether another host is there; then only its answer was withheld, and the message may have arrived.
async function isHeard() {
  const address = new URL(send.address, location.href);
  if (address.origin === location.origin) return false;
  return fetch(address, { method: "HEAD", mode: "no-cors", signal: AbortSignal.timeout(PATIENCE / 4) }).then(() => true, () => false);
}
function bodyOf(data, headers) {
  for (const [name, value] of [...data]) if (value instanceof File && !value.name && !value.size) data.delete(name);
  const texts = [...data].filter(([, value]) => typeof value === "string");
  // Only a multipart body carries files.
  if (send.body === "form" || texts.length < [...data].length) return data;
  if (send.body === "urlencoded") return new URLSearchParams(texts);
  headers["Content-Type"] = "application/json";
  const all = Object.create(null);
  for (const [name, value] of texts) all[name] = name in all ? [].concat(all[name], value) : value;
  return JSON.stringify(all);
}
// A JSON pointer (RFC 6901)
function at(value, pointer) {
  if (typeof pointer !== "string") return;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replace(/~1/g, "/").replace(/~0/g, "~");
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return;
    value = value[key];
  }
  return value;
}
async function judge(response) {
  const { status, type } = response;
  if (type.startsWith("opaque") || status < 200 || Math.floor(status / 100) === 3) return { kind: "unconfirmed", why: "unproven" };
  let body;
  try {
    body = JSON.parse(await response.text());
  } catch (fault) {
    if (fault.name === "TimeoutError") throw fault;
  }
  const { success, error } = send;
  const proof = at(body, success.pointer);
  const isProven = success.pointer === null || (success.values.length ? success.values.includes(proof) : ![undefined, null, false, ""].includes(proof));
  if (status >= success.from && status <= success.to && isProven) return { kind: "confirmed" };
  const said = [at(body, error?.message)].flat().filter((one) => typeof one === "string" || typeof one === "number").join(COMMA);
  const list = at(body, error?.list);
  const pairs = Array.isArray(list) ? list.map((one) => typeof one === "string" ? [null, one] : [one?.[error.field], one?.[error.text]])
    : Object.entries(list && typeof list === "object" ? list : {}).map(([name, text]) => [name, [text].flat().join(COMMA)]);
  if (status < 300 && !said && !pairs.length) return { kind: "unconfirmed", why: "unproven" };
  const faults = new Map();
  const others = said ? [said] : [];
  for (const [name, text] of pairs) {
    if (!text) continue;
    const field = shown().find(({ dataset }) => dataset.field === name);
    field ? faults.set(field, String(text)) : others.push(String(text));
  }
  const why = faults.size || status === 400 || status === 422 ? "answers" : { 413: "size", 415: "type", 429: "often" }[status] ?? (status >= 500 ? "service" : "refused");
  return { kind: "failed", why, said: [...new Set(others)], faults };
}

function written(kind, address, subject, text) {
  const encode = (words) => encodeURIComponent(words.toWellFormed?.() ?? words);
  const letters = [...text.replace(/\n/g, kind === "email" ? "\r\n" : "\n")];
  let note = "";
  const body = () => encode(letters.join("") + note);
  for (let over; (over = body().length - LONGEST[kind]) > 0; note = `…\n\n${words.cut}`) letters.length -= Math.ceil(over / 12);
  return `${address}${address.includes("?") ? "&" : "?"}${kind === "email" ? `subject=${encode(subject)}&body=${body()}` : `text=${body()}`}`;
}
function contactsView(title, text) {
  if (!settings.contacts?.length) return [];
  return [make("h3", {}, title), make("ul", { class: "ways", role: "list" }, ...settings.contacts.map(({ kind, label, text: shown, href }) => make("li", {},
    `${label}: `, make("a", { class: "contact", href: LONGEST[kind] ? written(kind, href, settings.title, text) : href }, make("bdi", { dir: "ltr" }, ...shown.split(/(?<=[/.@_-])(?=\w)/).flatMap((part) => [part, make("wbr")]))))))];
}
async function copy(text, pressed) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const held = make("textarea", { class: "hidden" });
    held.value = text;
    outcome.append(held);
    held.select();
    document.execCommand("copy");
    held.remove();
    pressed.focus();
  }
  told.textContent = pressed.textContent = words.copied;
}

function tell({ kind, why, said = [], faults = new Map() }) {
  const shownReference = spaced();
  const ticket = make("div", { class: "ticket" }, make("p", {}, `${words.reference} `, make("bdi", { dir: "ltr", class: "number" }, shownReference)),
    make("p", { class: "buttons" }, button(words.copy, (pressed) => copy(shownReference, pressed), "button quiet"), button(words.print, () => print(), "button quiet")));
  const sent = make("details", { class: "more" }, make("summary", {}, words.sent), answersView(false));
  const mends = ["answers", "size", "type"].includes(why);
  const again = button(words.again, deliver, kind === "failed" ? "button" : "button quiet");
  const back = button(words.back, () => go("edit"), mends ? "button" : "button quiet");
  const copyAll = button(words.copy_answers, (pressed) => copy(asText(), pressed), "button quiet");
  const own = settings.success ?? {};
  const views = {
    confirmed: () => [paragraph(words.confirmed), ticket, paragraph(words.keep), make("h3", {}, words.next), paragraph(own.body), paragraph(dueText()), own.body || settings.due ? null : paragraph(words.next_plain), sent],
    unconfirmed: () => [paragraph(words[`unconfirmed_${why}`]), ticket, ...contactsView(words.ask, fill(words.ask_text, { title: settings.title, reference: shownReference })), paragraph(words.ask_first),
      make("p", { class: "buttons" }, back, why === "mail" ? copyAll : again), sent],
    failed: () => [paragraph(words[`failed_${why}`]), said.length ? make("div", { class: "said" }, make("p", {}, words.service_said), ...said.map((one) => make("blockquote", { dir: "auto" }, one.slice(0, 500)))) : null,
      faults.size ? listed(faults) : null, paragraph(words.nothing_lost),
      make("p", { class: "buttons" }, mends ? null : again, back),
      ...contactsView(words.other_ways, asText()), make("p", { class: "buttons" }, copyAll)],
  };
  const title = (kind === "confirmed" && own.title) || words[`${kind}_title`];
  outcome.dataset.outcome = kind;
  outcome.replaceChildren(make("h2", { id: "outcome-title", tabindex: -1 }, title), ...views[kind]().filter(Boolean));
  if (kind === "confirmed") empty();
  else complain(faults);
  go("outcome", step === "review");
}
async function deliver(pressed) {
  if (busy) return;
  if (!check()) return go("edit");
  busy = true;
  const label = pressed.textContent;
  pressed.textContent = told.textContent = words.sending;
  pressed.ariaDisabled = "true";
  reference ??= newReference();
  posted.value = reference;
  save();
  const found = await post();
  busy = false;
  pressed.textContent = label;
  pressed.ariaDisabled = null;
  tell(found);
}

function show(next) {
  if (next === "review" && shown().some(faultOf)) next = "edit";
  if (next === "outcome" && !outcome.firstChild) next = "edit";
  step = next;
  if (step === "review") answersPlace.replaceChildren(answersView(true));
  form.toggleAttribute("hidden", step !== "edit");
  review.hidden = step !== "review";
  outcome.hidden = step !== "outcome";
  told.textContent = "";
  (step === "edit" ? form.querySelector(".faults") ?? goOn : byId(`${step}-title`)).focus();
}
function go(next, isInstead) {
  if (next !== step) history[isInstead ? "replaceState" : "pushState"]({ step: next }, "");
  show(next);
}

const told = make("p", { class: "hidden", role: "status" });
const posted = make("input", { type: "hidden", name: settings.reference });
const answersPlace = make("div");
const review = make("section", { id: "review", hidden: "" }, make("h2", { tabindex: -1, id: "review-title" }, words.review), paragraph(words.review_text), answersPlace,
  make("p", { class: "buttons" }, button(words.send, deliver), button(words.back, () => go("edit"), "button quiet")));
form.noValidate = true;
goOn.textContent = words.continue;
form.append(posted);
outcome.before(review);
outcome.after(told);
for (const control of fields.flatMap(controls)) {
  if (!(control.maxLength > 0)) continue;
  // The browser would cut what is pasted, in silence.
  limits.set(control, control.maxLength);
  control.removeAttribute("maxlength");
  control.after(make("p", { class: "count", role: "status", id: `${control.id}-count` }));
}
// A calendar for whoever would rather choose; what is typed stands in the text.
for (const field of fields) {
  const [control] = controls(field);
  const picker = make("input", { type: "date", tabindex: -1, "aria-hidden": "true" });
  if (kindOf(field) !== "date" || control.type === "date" || !picker.showPicker) continue;
  // It tells the form of the change itself.
  picker.addEventListener("input", () => (control.value = picker.value));
  control.after(make("div", { class: "calendar" }, picker, button(words.calendar, () => {
    picker.value = dateOf(control.value) ?? "";
    picker.showPicker();
  }, "button quiet")));
}
restore();
toggle();
const promise = byId("form-due");
if (promise && settings.due?.bound === "at-most") promise.replaceChildren(paragraph(dueText()));
history.replaceState({ step }, "");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check() ? go("review") : form.querySelector(".faults").focus();
});
form.addEventListener("input", ({ target }) => {
  const field = target.closest("[data-field]");
  if (!field) return;
  // The declaration is ticked anew after a reload; the answers are the same.
  if (!field.matches(".declaration")) reference = null;
  toggle();
  if (byId(`f-${field.dataset.field}-error`) && !faultOf(field)) mark(field);
  clearTimeout(saving);
  saving = setTimeout(() => {
    save();
    if (limits.has(target)) count(target);
  }, PAUSE);
});
// The browser may have filled the form again, without a word.
addEventListener("pageshow", toggle);
addEventListener("pagehide", save);
addEventListener("popstate", () => {
  // A link within the page makes an entry too.
  if (history.state?.step) show(history.state.step);
  else history.replaceState({ step }, "");
});
})();
