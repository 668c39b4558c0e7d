// Serves a built folder as a static host does: with the headers of its `_headers` file and its 404 page.
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml",
  ".csv": "text/csv; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Serves `folder` below `prefix`; gives `{url, close}`, where `url` ends with the prefix. With `packed`, compressed as hosts do. */
export async function serve(folder, prefix = "/", { packed = false } = {}) {
  const rules = headerRules(readFileSync(join(folder, "_headers"), "utf8"));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    for (const { matches, name, value } of rules) if (matches.test(pathname)) response.setHeader(name, value);
    if (!pathname.startsWith(prefix)) return void response.writeHead(404).end();
    const within = normalize(decodeURIComponent(pathname.slice(prefix.length)));
    let file = join(folder, within);
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!pathname.endsWith("/")) return void response.writeHead(301, { location: `${pathname}/` }).end();
      file = join(file, "index.html");
    }
    const found = existsSync(file) && !within.startsWith("..");
    const sent = found ? file : join(folder, "404.html");
    const type = TYPES[extname(sent)] ?? "application/octet-stream";
    const packs = packed && /text|json|xml/.test(type) && /gzip/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(found ? 200 : 404, { "content-type": type, ...(packs && { "content-encoding": "gzip" }) });
    if (packs) return void response.end(gzipSync(readFileSync(sent)));
    createReadStream(sent).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}${prefix}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url, close };
}

/** `_headers` as Netlify and Cloudflare Pages read it: a path with `*`, then indented headers. */
export function headerRules(text) {
  const rules = [];
  let matches = null;
  for (const line of text.split("\n")) {
    if (!line.trim()) continue;
    if (!/^\s/.test(line)) {
      const literal = (part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
      matches = new RegExp(`^${line.trim().split("*").map(literal).join(".*")}$`);
      continue;
    }
    const [, name, value] = /^\s+([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (!name) throw new Error(`_headers: this line is no header: ${line}`);
    rules.push({ matches, name, value });
  }
  if (rules.length === 0) throw new Error("_headers holds no header");
  return rules;
}
