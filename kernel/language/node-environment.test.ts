import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeEnvironment } from "./node-environment.js";

const require = createRequire(import.meta.url);

describe("the environment of a Node version", () => {
  it.each(["20.19.0", "22.12.0", "24.0.0", "26.1.0"])(
    "%s has lib files and types that are there",
    (version) => {
      const { lib, types } = nodeEnvironment(version);
      const libFolder = dirname(require.resolve("typescript"));
      for (const file of lib) expect(existsSync(join(libFolder, file)), file).toBe(true);
      const { version: typesVersion } = require(`${types}/package.json`) as { version: string };
      expect(Number.parseInt(typesVersion, 10)).toBe(Math.min(24, Number.parseInt(version, 10)));
    },
  );

  it("of a later one has more", () => {
    const has = (version: string, name: string) =>
      nodeEnvironment(version).lib.some((file) => file.includes(name));
    expect([has("20.19.0", "es2024"), has("22.12.0", "es2024"), has("24.0.0", "es2025.d")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
