import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readLocalImage } from "./local-image.js";

const folder = mkdtempSync(join(tmpdir(), "image-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ["a.png", Buffer.from("\x89PNG\r\n\x1a\n....", "latin1"), "image/png"],
  ["a b.jpg", Buffer.from("\xff\xd8\xff....", "latin1"), "image/jpeg"],
  ["a.gif", Buffer.from("GIF89a......"), "image/gif"],
  ["a.webp", Buffer.from("RIFF\n\n\n\nWEBP...."), "image/webp"],
  ["a.svg", Buffer.from('<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="">'), "image/svg+xml"],
])("%s is read by what it is", (name, content, mime) => {
  writeFileSync(join(folder, name), content);
  expect(readLocalImage(folder, encodeURIComponent(name))).toBe(
    `data:${mime};base64,${content.toString("base64")}`,
  );
});

it("nothing else is: no other file, whatever its name, no folder, no address with a scheme", () => {
  writeFileSync(join(folder, "secret.png"), "password");
  symlinkSync(join(folder, "secret.png"), join(folder, "link.png"));
  for (const address of [
    "secret.png",
    "link.png",
    ".",
    "none.png",
    "file:///etc/hostname",
    "//host/a.png",
    "http://a/b.png",
    "%E0%A4%A",
    "a.png\0",
  ]) {
    expect(readLocalImage(folder, address)).toBeUndefined();
  }
});
