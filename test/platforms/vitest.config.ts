import { defineConfig } from "vitest/config";

/** `npm run test:platforms`: the built library where it is not at home, in Chromium and in Deno. */
export default defineConfig({
  test: {
    include: ["test/platforms/*.platform.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One line for each platform stands as it is printed.
    disableConsoleIntercept: true,
  },
});
