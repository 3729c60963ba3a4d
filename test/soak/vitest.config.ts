import { defineConfig } from "vitest/config";

/** `npm run test:soak`: what takes minutes and is looked at before a release. */
export default defineConfig({
  test: { include: ["test/soak/*.soak.ts"], testTimeout: 1_800_000, hookTimeout: 60_000, maxWorkers: 1 },
});
