// Pictures of every kind of page at three widths, in both languages, light and dark, and its first printed sheet:
//
//     node pictures.mjs OUT_DIR FOLDER [PREFER]
//
// FOLDER is a built site; of several pages of a kind, the one whose address holds PREFER is taken.
// ONLY=ar-360 takes only the pictures whose name holds that.
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
const wanted = (name) => name.includes(process.env.ONLY ?? "");
for (const { path, kind, lang } of onePerKind(resolve(folder), prefer)) {
  const expected = kind === "not-found" ? /404/ : undefined;
  for (const width of [360, 768, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const name = `${kind}-${lang}-${width}-${scheme}.png`;
      if (!wanted(name)) continue;
      await visit(site.url + path, { width, height: 800, scheme, expected }, async (page) => {
        await page.screenshot({ path: join(out, name), fullPage: true });
        console.log(name);
      });
    }
  }
  const name = `${kind}-${lang}-print.pdf`;
  if (wanted(name)) await visit(site.url + path, { expected }, (page) => page.pdf({ path: join(out, name), preferCSSPageSize: true }));
}
await closeBrowser();
await site.close();
