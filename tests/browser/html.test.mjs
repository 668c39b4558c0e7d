// Every page is valid HTML.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { example, full, fullPlain, large, largePages, pages, plain, portal } from "./sites.mjs";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // The minifier leaves out quotes and what is so by default, where HTML allows it, and writes the doctype in small letters.
    "attr-quotes": "off",
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    "doctype-style": "off",
    // Lists without markers and tables shown as blocks lose their role in some browsers; the theme says it again.
    "no-redundant-role": "off",
    // The same for `<ol role=list>`. A row of both texts holds one heading in two languages, and a cell of
    // a table cannot be a heading by itself. What scrolls sideways is named, and is no section of the text.
    // The answers of a search are a listbox of links, which no native element is.
    "prefer-native-element": ["error", { exclude: ["list", "listbox", "heading", "note", "region", "group"] }],
    // Advice for search engines; a policy is called what its board called it.
    "long-title": "off",
    // The style sheet keeps a number on one line, so that copying it gives plain spaces.
    "tel-non-breaking": "off",
  },
});

for (const [name, folder] of Object.entries({ portal, "an association by itself": example, "drafts, versions, missing translations": full, "the plain theme": plain, "drafts and versions in the plain theme": fullPlain, "a large site": large })) {
  describe(name, () => {
    for (const { path } of folder === large ? largePages : pages(folder)) {
      test(`/${path} is valid`, async () => {
        const file = path.endsWith(".html") ? path : join(path, "index.html");
        const { results } = await validator.validateString(readFileSync(join(folder, file), "utf8"));
        const faults = results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message}: ${selector}`));
        assert.deepEqual(faults, []);
      });
    }
  });
}
