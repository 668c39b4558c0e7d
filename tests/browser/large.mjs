// Writes a large site: what there is of it is short, and invented.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const board = '{ar: مجلس الإدارة, en: Board of Directors}';

/** The approval of one of a thousand policies: two fifths in one month, a third in another year, the rest not stated. */
function approval(nth) {
  if (nth % 20 < 9) return `{body: ${board}, session: 3, date: 2023-03-${String(nth % 28 + 1).padStart(2, "0")}}`;
  return nth % 20 < 16 ? `{body: ${board}, session: 4, date: 2024-0${nth % 9 + 1}-15}` : "not-stated";
}

/** Writes the content of two associations with 505 policies each below `folder`. */
export function writeLarge(folder) {
  const write = (path, text) => {
    mkdirSync(join(folder, "content", path, ".."), { recursive: true });
    writeFileSync(join(folder, "content", path), text);
  };
  write("site.yaml", "title: {ar: سياسات كثيرة, en: Many Policies}\nbase_url: https://many.example.org/\nlanguages: [ar, en]\nlayout: portal\n");
  for (const [id, ar, en] of [["reed", "جمعية القصب", "Reed Association"], ["palm", "جمعية السعف", "Palm Association"]]) {
    write(`${id}/association.yaml`, `name: {ar: ${ar}, en: ${en}}\n`);
    for (let nth = 1; nth <= 505; nth++) {
      const at = `${id}/policies/p-${nth}`;
      write(`${at}/policy.yaml`, `title: {ar: سياسة ${nth}, en: Policy ${nth}}\ngoverning_language: ar\nversions:\n  - version: "1.0"\n    approval: ${approval(nth)}\n`);
      write(`${at}/1.0/ar.md`, "١. نص قصير.\n");
      write(`${at}/1.0/en.md`, "1. A short text.\n");
    }
  }
}
