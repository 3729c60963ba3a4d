import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "lib/wasm/build.mjs",
    include: ["lib/**/*.test.ts", "kernel/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The kernel suites start real processes; two cores serve two of them at a time.
    maxWorkers: 2,
  },
});
