import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findProgram } from "../platforms/programs.js";

/** The tests of what Node and a page have in common, in Chromium; in Node they are part of `npm test`. */
export default defineConfig({
  // What runs in a page has no native parts; the tests leave out what has.
  optimizeDeps: { exclude: ["oxc-parser", "oxc-transform"] },
  test: {
    include: [
      "kernel/transform/*.test.ts",
      "kernel/cell/{globals,live-plot,progress}.test.ts",
      "kernel/supervisor/{cursor,stream-batch}.test.ts",
    ],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: "chromium" }],
      provider: playwright({
        launchOptions: {
          executablePath: findProgram(["chromium", "chromium-browser", "google-chrome"], "Install Chromium."),
          chromiumSandbox: false,
        },
      }),
    },
  },
});
