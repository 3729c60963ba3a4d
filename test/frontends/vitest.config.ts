import { defineConfig } from "vitest/config";

/** `npm run test:frontends`: an executed notebook in what its readers use, looked at by Chromium. */
export default defineConfig({
  test: {
    include: ["test/frontends/*.frontend.ts"],
    globalSetup: "test/frontends/execute.ts",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
