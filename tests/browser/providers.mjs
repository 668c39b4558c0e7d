// The services that receive forms, as each one's documents describe it: what it refuses, how it
// says so, and what it answers when it has kept a posting.

/** What a form says of itself: its title with the association's name, and the address of its page of thanks. */
export const SUBJECT = Symbol("subject");
export const THANKS = Symbol("thanks");

const json = (status, value) => ({ status, type: "application/json", body: JSON.stringify(value) });
const page = (status, body = "<p>Thank you</p>") => ({ status, type: "text/html", body });
const to = (location) => ({ status: 303, location });
const without = (post, ...names) => names.find((name) => !post.fields[name]?.[0]);

/**
 * By provider: `endpoint` (without its address), `path` below the host, `trap`, `mib` (the most MiB of
 * a posting with files, where it takes them), `told` (what it is told of itself, beside the fields:
 * SUBJECT and THANKS stand for the words of this form), `script` (the path, and how the body of a
 * script is written), `attributes` of the form, `takes(post)` (the answer to a posting), `large` (the
 * answer to one that is too large), `often` (429), `faults` (refusals in its own
 * shape, with the words of each, and the field that it is about). `own`: the site's own host takes it.
 */
export const PROVIDERS = {
  local: {
    endpoint: "provider: local, served: true", trap: "leave-this-empty", mib: 20, own: true, told: {}, script: ["/_mithaq/forms/sanabil/local", "form"],
    takes: (post) => (post.path !== "/_mithaq/forms/sanabil/local" ? json(404, { ok: false, error: "no such form" }) : post.accepts ? json(200, { ok: true, reference: post.fields.reference[0] }) : to(post.thanks)),
    faults: [[json(422, { ok: false, error: "not as the form asks", errors: [{ field: "phone", message: "no number to dial" }] }), "no number to dial", "phone"], [json(409, { ok: false, error: "taken by another" }), "taken by another"]],
    often: json(429, { ok: false, error: "Too many" }), large: json(413, { ok: false, error: "Too large" }),
  },
  netlify: {
    endpoint: "provider: netlify", trap: "leave-this-empty", mib: 8, own: true,
    told: { "form-name": "sanabil-netlify", subject: SUBJECT }, script: ["/", "urlencoded"],
    attributes: { name: "sanabil-netlify", "data-netlify": "true", "netlify-honeypot": "leave-this-empty" },
    // A form that the host does not know is dropped in silence, behind its 404 page.
    takes: (post) => (post.fields["form-name"]?.[0] !== "sanabil-netlify" || !/urlencoded|multipart/.test(post.type) ? page(404, "Not found") : page(200)),
    faults: [[page(404, "Not found")]], often: page(429, ""), large: page(413, ""),
  },
  formspree: {
    endpoint: "provider: formspree", path: "f/abcdwxyz", trap: "_gotcha", mib: 25, told: { _subject: SUBJECT, _next: THANKS }, script: ["/f/abcdwxyz", "form"],
    takes: (post) => {
      if (without(post, "_subject", "_next")) return json(422, { error: "missing" });
      return post.accepts ? json(200, { next: "/thanks", ok: true }) : to(post.fields._next[0]);
    },
    faults: [[json(422, { error: "Validation errors", errors: [{ code: "TYPE_EMAIL", field: "phone", message: "should be a number" }] }), "should be a number", "phone"], [json(403, { error: "This form is disabled" }), "This form is disabled"]],
    often: json(429, { error: "Too many requests" }), large: json(413, { error: "File too large" }),
  },
  basin: {
    endpoint: "provider: basin", path: "f/abcdef", trap: "_gotcha", mib: 100, told: { subject: SUBJECT }, script: ["/f/abcdef", "form"],
    takes: (post) => (without(post, "subject") ? json(422, { error: "missing" }) : post.accepts ? json(200, { success: true }) : to(post.thanks)),
    faults: [[json(422, { error: "Form is not active" }), "Form is not active"]],
    often: json(429, { error: "Rate limit" }), large: json(413, { error: "Too large" }),
  },
  formsubmit: {
    endpoint: "provider: formsubmit", path: "formsubmit.co/alias", trap: "_honey",
    told: { _subject: SUBJECT, _next: THANKS, _captcha: "false", _template: "table" }, script: ["/formsubmit.co/ajax/alias", "json"],
    takes: (post) => {
      if (without(post, "_subject", "_next", "_template") || post.fields._captcha?.[0] !== "false") return json(200, { success: "false", message: "missing" });
      if (!post.path.includes("/ajax/")) return to(post.fields._next[0]);
      return post.type.startsWith("application/json") ? json(200, { success: "true", message: "The form was submitted successfully." }) : json(200, { success: "false", message: "not JSON" });
    },
    faults: [[json(200, { success: "false", message: "This form needs Activation." }), "This form needs Activation."]],
    often: json(429, { success: "false", message: "Slow down" }), large: json(413, {}),
  },
  web3forms: {
    endpoint: "provider: web3forms, key: public-key", path: "submit", trap: "botcheck",
    told: { access_key: "public-key", subject: SUBJECT, redirect: THANKS }, script: ["/submit", "form"],
    takes: (post) => {
      if (post.fields.access_key?.[0] !== "public-key") return json(400, { success: false, message: "Invalid access key" });
      if (without(post, "subject", "redirect")) return json(400, { success: false, message: "missing" });
      return post.accepts ? json(200, { success: true, message: "Email sent" }) : to(post.fields.redirect[0]);
    },
    faults: [[json(400, { success: false, message: "Invalid access key" }), "Invalid access key"]],
    often: json(429, { success: false, message: "Too many requests" }), large: json(413, { success: false }),
  },
  staticforms: {
    endpoint: "provider: staticforms, key: public-key", path: "submit", trap: "honeypot",
    told: { apiKey: "public-key", subject: SUBJECT, redirectTo: THANKS }, script: ["/submit", "json"],
    takes: (post) => {
      if (post.fields.apiKey?.[0] !== "public-key") return json(401, { success: false, message: "Invalid API key" });
      if (without(post, "subject", "redirectTo")) return json(400, { success: false, message: "missing" });
      return post.accepts ? json(200, { success: true }) : to(post.fields.redirectTo[0]);
    },
    faults: [[json(401, { success: false, message: "Invalid API key" }), "Invalid API key"]],
    often: json(429, { success: false, message: "Too many requests" }), large: json(413, { success: false }),
  },
  generic: {
    endpoint: "provider: generic, key: token-1, names: {subject: topic, redirect: back, key: token, honeypot: nothing, success: /done, error: /why, errors: /faults, error-field: at, error-text: words, files-mib: '4'}",
    path: "own", trap: "nothing", mib: 4, told: { topic: SUBJECT, back: THANKS, token: "token-1" }, script: ["/own", "form"],
    takes: (post) => (post.fields.token?.[0] !== "token-1" || without(post, "topic", "back") ? json(400, { why: "missing" }) : post.accepts ? json(200, { done: 7 }) : to(post.fields.back[0])),
    faults: [[json(422, { faults: [{ at: "phone", words: "no such number" }] }), "no such number", "phone"], [json(403, { why: "closed today" }), "closed today"]],
    often: json(429, { why: "often" }), large: json(413, { why: "large" }),
  },
};

/** The fields and files of a body, by its content type. */
export async function postOf(request, body) {
  const type = request.headers["content-type"] ?? "";
  const fields = {};
  const files = {};
  const pairs = type.startsWith("application/json") ? Object.entries(JSON.parse(body))
    : await new Response(body, { headers: { "content-type": type } }).formData();
  for (const [name, value] of pairs) {
    if (value instanceof File) { if (value.name) files[name] = { name: value.name, text: await value.text() }; }
    else (fields[name] ??= []).push(...[value].flat());
  }
  return { type, fields, files, path: request.url, accepts: request.headers.accept === "application/json" };
}
