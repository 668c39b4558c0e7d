// A line a file, and whatever failed in full: a run of hundreds of tests should fit on a page.
import { basename } from "node:path";

/** Before what a test measured, and the run should tell: `t.diagnostic(FIGURE + …)`. */
export const FIGURE = "figure: ";

export default async function* report(events) {
  const files = new Map();
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === "test:stderr") yield data.message;
    if (type === "test:diagnostic" && data.message.startsWith(FIGURE)) yield `${data.message.slice(FIGURE.length)}\n`;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const { name, file, details } = data;
    // A test around others, or a file, is no test by itself; a file that cannot be run is.
    if (details.type === "suite" || details.error?.failureType === "subtestsFailed" || name === file) {
      if (type === "test:pass" || details.error?.failureType === "subtestsFailed") continue;
    }
    const of = files.get(file) ?? { passed: 0, failed: 0, seconds: 0 };
    files.set(file, of);
    of.seconds += details.duration_ms / 1000;
    if (type === "test:pass") {
      of.passed += 1;
      passed += 1;
    } else {
      of.failed += 1;
      failed += 1;
      const error = details.error?.cause ?? details.error;
      yield `FAILED ${basename(file ?? "")}: ${name}\n${String(error?.message ?? error).replace(/^/gm, "    ")}\n`;
    }
  }
  for (const [file, of] of [...files].sort()) yield `${basename(file ?? "")}: ${of.passed} passed, ${of.failed} failed, ${of.seconds.toFixed(0)} s\n`;
  yield `${passed} passed, ${failed} failed\n`;
}
