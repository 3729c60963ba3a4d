import { defineConfig } from "vitest/config";

/** `npm run docs:pictures`: outputs in JupyterLab, and the README's pictures of them. */
export default defineConfig({
  test: {
    include: ["test/frontends/lab/*.frontend.ts"],
    globalSetup: "test/frontends/execute.ts",
    testTimeout: 180_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
  },
});
