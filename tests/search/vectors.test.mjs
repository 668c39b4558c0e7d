// The reader's script folds and stems as the program does: one table for both.
//
//     MITHAQ_OUTPUT=target/browser/portal node --test tests/search/vectors.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const output = process.env.MITHAQ_OUTPUT ?? "output";
const { fold, keys, words } = await import(pathToFileURL(resolve(output, "assets/search.js")).href);
const table = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8"));

test("the table has rows", () => assert.ok(table.length > 60));

for (const row of table) {
  test(`folds and stems ${JSON.stringify(row.text)}`, () => {
    assert.equal(fold(row.text), row.fold);
    assert.deepEqual(words(row.text), row.words);
    assert.deepEqual(words(row.text).map(keys), row.keys);
  });
}
