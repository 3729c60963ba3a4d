import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { cacheFolder, thisHost } from "./host.js";

describe("cacheFolder", () => {
  it("is where the platform keeps what can be had again", () => {
    expect(cacheFolder("linux", {}, "/home/ada")).toBe("/home/ada/.cache/losslab");
    expect(cacheFolder("linux", { XDG_CACHE_HOME: "/fast" }, "/home/ada")).toBe("/fast/losslab");
    expect(cacheFolder("darwin", {}, "/Users/ada")).toBe("/Users/ada/Library/Caches/losslab");
    expect(cacheFolder("win32", { LOCALAPPDATA: "C:\\Users\\ada\\AppData\\Local" }, "C:\\Users\\ada")).toBe(
      "C:\\Users\\ada\\AppData\\Local/losslab/Cache",
    );
  });
});

describe("thisHost", () => {
  const folder = mkdtempSync(join(tmpdir(), "losslab-host-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("writes files whole, into folders that it makes, and leaves nothing else there", async () => {
    const { files } = thisHost();
    const path = join(folder, "deep/er/file");
    await files!.write(path, Uint8Array.of(1, 2));
    await files!.write(path, Uint8Array.of(3));
    expect(Array.from((await files!.read(path))!)).toEqual([3]);
    expect(readdirSync(join(folder, "deep/er"))).toEqual(["file"]);
  });

  it("says undefined for a file that is not there, and throws when a folder cannot be made", async () => {
    const { files } = thisHost();
    expect(await files!.read(join(folder, "missing"))).toBeUndefined();
    await files!.write(join(folder, "file"), Uint8Array.of(1));
    expect(await files!.read(join(folder, "file/within"))).toBeUndefined();
    await expect(files!.write(join(folder, "file/within"), Uint8Array.of(1))).rejects.toThrow();
  });

  it("has no files where there is no Node, as in a page", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(thisHost()).toEqual({ fetch: expect.any(Function) });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
