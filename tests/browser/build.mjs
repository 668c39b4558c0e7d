// Builds the sites under test, each as its user would.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { writeLarge } from "./large.mjs";
import { example, exampleSource, full, fullPlain, fullSource, largeSource, mithaq, plain, portal, root, sub, subPath, work } from "./sites.mjs";

const run = (...args) => {
  console.log(`mithaq ${args.join(" ")}`);
  execFileSync(mithaq, args, { stdio: ["ignore", "inherit", "pipe"], encoding: "utf8" });
};

mkdirSync(work, { recursive: true });
// What an older program wrote, this one would keep.
for (const folder of [portal, plain, sub, full, fullPlain, exampleSource, largeSource]) rmSync(folder, { recursive: true, force: true });
try {
  run("build", "--site", root, "--output", portal);
  run("build", "--site", root, "--output", plain, "--theme", "plain");
  run("build", "--site", root, "--output", sub, "--base-url", `http://127.0.0.1${subPath}`);
  run("init", exampleSource);
  run("build", "--site", exampleSource, "--output", example, "--strict");
  for (const [output, theme] of [[full, "default"], [fullPlain, "plain"]]) run("build", "--site", fullSource, "--output", output, "--theme", theme, "--drafts", "--today", "2026-06-01");
  writeLarge(largeSource);
  run("build", "--site", largeSource);
} catch (error) {
  console.error(error.stderr || error.message);
  process.exit(1);
}
