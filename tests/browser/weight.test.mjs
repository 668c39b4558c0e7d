// What a page costs its reader: bytes, requests, and seconds on a slow line.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { portal } from "./sites.mjs";

const packed = (path) => gzipSync(readFileSync(join(portal, path)), { level: 9 }).length;

describe("weight", () => {
  const asset = (pattern) => readdirSync(join(portal, "assets")).filter((name) => pattern.test(name)).map((name) => `assets/${name}`);
  for (const [what, pattern, most] of [["the style sheet", /^style\.\w+\.css$/, 12], ["the script of pages", /^page\.\w+\.js$/, 3]]) {
    test(`${what} is ${most} KB at most, compressed`, () => {
      const [file, ...others] = asset(pattern);
      assert.deepEqual(others, []);
      assert.ok(packed(file) <= most * 1024, `${file}: ${packed(file)} bytes`);
    });
  }
});
