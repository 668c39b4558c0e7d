// The services that receive forms, as each one's documents describe it: what it refuses, how it
// says so, and what it answers when it has kept a posting.

const json = (status, value) => ({ status, type: "application/json", body: JSON.stringify(value) });
const page = (status, body = "<p>Thank you</p>") => ({ status, type: "text/html", body });
const to = (location) => ({ status: 303, location });
const without = (post, ...names) => names.find((name) => !post.fields[name]?.[0]);

/**
 * By provider: `endpoint` (without its address), `path` below the host, `trap`, `files` (whether it
 * takes them), `takes(post)` (the answer to a posting), `large` (the answer to one that is too
 * large), `often` (429), `fault` (a refusal in its own shape) with the words `said` that it holds.
 */
export const PROVIDERS = {
  netlify: {
    endpoint: "provider: netlify", trap: "leave-this-empty", files: true, own: true,
    // A form that the host does not know is dropped in silence, behind its 404 page.
    takes: (post) => (post.fields["form-name"]?.[0] !== "sanabil-netlify" || !/urlencoded|multipart/.test(post.type) ? page(404, "Not found") : page(200)),
    fault: page(404, "Not found"), often: page(429, ""), large: page(413, ""),
  },
  formspree: {
    endpoint: "provider: formspree", path: "f/abcdwxyz", trap: "_gotcha", files: true,
    takes: (post) => {
      if (without(post, "_subject", "_next")) return json(422, { error: "missing" });
      return post.accepts ? json(200, { next: "/thanks", ok: true }) : to(post.fields._next[0]);
    },
    fault: json(422, { error: "Validation errors", errors: [{ code: "TYPE_EMAIL", field: "phone", message: "should be a number" }] }), said: "should be a number",
    often: json(429, { error: "Too many requests" }), large: json(413, { error: "File too large" }),
  },
  basin: {
    endpoint: "provider: basin", path: "f/abcdef", trap: "_gotcha", files: true,
    takes: (post) => (without(post, "subject") ? json(422, { error: "missing" }) : post.accepts ? json(200, { success: true }) : to(post.thanks)),
    fault: json(422, { error: "Form is not active" }), said: "Form is not active",
    often: json(429, { error: "Rate limit" }), large: json(413, { error: "Too large" }),
  },
  formsubmit: {
    endpoint: "provider: formsubmit", path: "formsubmit.co/alias", trap: "_honey",
    takes: (post) => {
      if (without(post, "_subject", "_next", "_template") || post.fields._captcha?.[0] !== "false") return json(200, { success: "false", message: "missing" });
      if (!post.path.includes("/ajax/")) return to(post.fields._next[0]);
      return post.type.startsWith("application/json") ? json(200, { success: "true", message: "The form was submitted successfully." }) : json(200, { success: "false", message: "not JSON" });
    },
    fault: json(200, { success: "false", message: "This form needs Activation." }), said: "This form needs Activation.",
    often: json(429, { success: "false", message: "Slow down" }), large: json(413, {}),
  },
  web3forms: {
    endpoint: "provider: web3forms, key: public-key", path: "submit", trap: "botcheck",
    takes: (post) => {
      if (post.fields.access_key?.[0] !== "public-key") return json(400, { success: false, message: "Invalid access key" });
      if (without(post, "subject", "redirect")) return json(400, { success: false, message: "missing" });
      return post.accepts ? json(200, { success: true, message: "Email sent" }) : to(post.fields.redirect[0]);
    },
    fault: json(400, { success: false, message: "Invalid access key" }), said: "Invalid access key",
    often: json(429, { success: false, message: "Too many requests" }), large: json(413, { success: false }),
  },
  staticforms: {
    endpoint: "provider: staticforms, key: public-key", path: "submit-static", trap: "honeypot",
    takes: (post) => {
      if (post.fields.apiKey?.[0] !== "public-key") return json(400, { success: false, error: "Invalid key" });
      if (without(post, "subject", "redirectTo")) return json(400, { success: false, error: "missing" });
      return post.accepts ? json(200, { success: true }) : to(post.fields.redirectTo[0]);
    },
    fault: json(400, { success: false, error: "Invalid key" }), said: "Invalid key",
    often: json(429, { success: false, error: "Too many requests" }), large: json(413, { success: false }),
  },
  generic: {
    endpoint: "provider: generic, key: token-1, names: {subject: topic, redirect: back, key: token, honeypot: nothing, success: /done, error: /why, errors: /faults, error-field: at, error-text: words, files-mib: '4'}",
    path: "own", trap: "nothing", files: true,
    takes: (post) => (post.fields.token?.[0] !== "token-1" || without(post, "topic", "back") ? json(400, { why: "missing" }) : post.accepts ? json(200, { done: 7 }) : to(post.fields.back[0])),
    fault: json(422, { faults: [{ at: "phone", words: "no such number" }] }), said: "no such number",
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
