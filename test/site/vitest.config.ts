import { defineConfig } from "vitest/config";

/** `npm run test:site`: the site of out/site, from a plain static server under a sub-path, in Chromium. */
export default defineConfig({
  test: {
    include: ["test/site/*.site.ts"],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Two browsers at a time would only wait for each other.
    maxWorkers: 1,
    // Measurements stand as they are printed.
    disableConsoleIntercept: true,
  },
});
