// Every style sheet is valid CSS.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { validate } from "csstree-validator";
import { full, plain, portal } from "./sites.mjs";

/** Margin boxes of a printed sheet (CSS Paged Media 3), which the validator does not know. */
const PAGED = /^Unknown at-rule (`@bottom-center`|descriptor `margin`)$/;

for (const [name, folder] of Object.entries({ portal, "associations' own colours": full, "the plain theme": plain })) {
  describe(name, () => {
    const sheets = readdirSync(join(folder, "assets")).filter((file) => file.endsWith(".css"));
    for (const sheet of sheets) {
      test(`assets/${sheet} is valid`, () => {
        const faults = validate(readFileSync(join(folder, "assets", sheet), "utf8"), sheet).filter(({ message }) => !PAGED.test(message));
        assert.deepEqual(faults.map(({ message, css }) => `${message}: ${css ?? ""}`), []);
      });
    }
    test("there is a sheet to look at", () => assert.ok(sheets.length > 0));
  });
}

test("what is not CSS is found", () => assert.ok(validate("a{colour:red;margin:1 px}", "bad.css").length >= 2));
