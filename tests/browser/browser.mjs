// One Chromium a test file, and visits that fail on whatever a page should never do.
import assert from "node:assert/strict";
import { after } from "node:test";
import { chromium } from "playwright-core";

const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

let running = null;
const browser = () => (running ??= chromium.launch({ executablePath: CHROMIUM, args: ARGS }));
export const closeBrowser = async () => {
  if (running) await (await running).close();
  running = null;
};
if (process.env.NODE_TEST_CONTEXT) after(closeBrowser);

/**
 * Opens `url` in a fresh profile and hands the page to `look`. Fails on a violation of the
 * Content-Security-Policy, an error in the console or in a script, a file that is missing, and
 * on any request to another host.
 *
 * `expected`: a pattern of faults that this visit is about. `textSize`: the size that the reader
 * has set in the browser, in px (16 when absent). `touch`: a finger, and nothing that hovers. `script`: runs in every document before its own.
 */
export async function visit(url, options, look) {
  const { width = 1280, height = 900, scheme = "light", media, textSize, scripts = true, touch = false, expected, script } = options;
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: "reduce",
  });
  const faults = [];
  const note = (fault) => expected?.test(fault) || faults.push(fault);
  try {
    await context.exposeFunction("__violated", (what) => note(`the Content-Security-Policy was violated: ${what}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => __violated(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`));
    });
    if (script) await context.addInitScript(script);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const own = new URL(url);
    page.on("console", (message) => message.type() === "error" && note(`the console shows: ${message.text()} (${message.location().url})`));
    page.on("pageerror", (error) => note(`a script failed: ${error.message}`));
    page.on("request", (request) => {
      const asked = new URL(request.url());
      if (!["data:", "about:"].includes(asked.protocol) && (asked.protocol !== own.protocol || asked.host !== own.host)) note(`another host was asked: ${asked}`);
    });
    page.on("response", (response) => response.status() >= 400 && note(`${response.status()} for ${response.url()}`));
    if (textSize) await (await context.newCDPSession(page)).send("Page.setFontSizes", { fontSizes: { standard: textSize, fixed: textSize } });
    if (media) await page.emulateMedia({ media });
    const response = await page.goto(url, { waitUntil: "load" });
    const result = await look(page, response);
    assert.deepEqual(faults, [], `faults at ${url}`);
    return result;
  } finally {
    await context.close();
  }
}

/** Whether the style sheet is in force: without it, a body has a margin and the skip link is in view. */
export const isStyled = (page) =>
  page.evaluate(() => getComputedStyle(document.body).margin === "0px" && document.querySelector(".skip").getBoundingClientRect().bottom <= 0);
