// Pictures of every kind of page at three widths, in both languages:
//
//     node pictures.mjs OUT_DIR FOLDER [PREFER]
//
// FOLDER is a built site; of several pages of a kind, the one whose address holds PREFER is taken.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { closeBrowser, visit } from "./browser.mjs";
import { serve } from "./server.mjs";
import { onePerKind } from "./sites.mjs";

const [out, folder, prefer = ""] = process.argv.slice(2);
if (!folder) {
  console.error("node pictures.mjs OUT_DIR FOLDER [PREFER]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const site = await serve(resolve(folder));
for (const { path, kind, lang } of onePerKind(resolve(folder), prefer)) {
  for (const width of [360, 768, 1280]) {
    await visit(site.url + path, { width, height: 800, expected: kind === "not-found" ? /404/ : undefined }, async (page) => {
      const name = `${kind}-${lang}-${width}.png`;
      await page.screenshot({ path: join(out, name), fullPage: true });
      console.log(name);
    });
  }
}
await closeBrowser();
await site.close();
