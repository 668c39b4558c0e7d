// Builds the sites under test, each as its user would.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeLarge } from "./large.mjs";
import { example, exampleSource, full, fullPlain, fullSource, largeSource, mithaq, plain, portal, portalSource, root, sub, subPath, work } from "./sites.mjs";

const run = (...args) => {
  console.log(`mithaq ${args.join(" ")}`);
  execFileSync(mithaq, args, { stdio: ["ignore", "inherit", "pipe"], encoding: "utf8" });
};

mkdirSync(work, { recursive: true });
// What an older program wrote, this one would keep.
for (const folder of [portal, plain, sub, full, fullPlain, exampleSource, largeSource]) rmSync(folder, { recursive: true, force: true });
try {
  // The repository's own content stands on no server; the tests of forms need one that receives them.
  rmSync(portalSource, { recursive: true, force: true });
  cpSync(join(root, "content"), join(portalSource, "content"), { recursive: true });
  cpSync(join(root, "themes"), join(portalSource, "themes"), { recursive: true });
  const site = join(portalSource, "content/site.yaml");
  writeFileSync(site, readFileSync(site, "utf8").replace("provider: local}", "provider: local, served: true}"));
  run("build", "--site", portalSource, "--output", portal);
  run("build", "--site", portalSource, "--output", plain, "--theme", "plain");
  run("build", "--site", portalSource, "--output", sub, "--base-url", `http://127.0.0.1${subPath}`);
  run("init", exampleSource);
  run("build", "--site", exampleSource, "--output", example, "--strict");
  for (const [output, theme] of [[full, "default"], [fullPlain, "plain"]]) run("build", "--site", fullSource, "--output", output, "--theme", theme, "--drafts", "--today", "2026-06-01");
  writeLarge(largeSource);
  run("build", "--site", largeSource);
} catch (error) {
  console.error(error.stderr || error.message);
  process.exit(1);
}
