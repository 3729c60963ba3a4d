import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { serveSite } from "./server.js";

const site = mkdtempSync(join(tmpdir(), "losslab-site-"));
mkdirSync(join(site, "en"));
writeFileSync(join(site, "index.html"), "<h1>course</h1>");
writeFileSync(join(site, "en", "program.js"), "1");
afterAll(() => rmSync(site, { recursive: true }));

it("serves files with their types, isolated from other origins, to this machine", async () => {
  const server = await serveSite(site);
  expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const index = await fetch(server.address);
  expect(await index.text()).toBe("<h1>course</h1>");
  expect(index.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  const program = await fetch(`${server.address}en/program.js`);
  expect(program.headers.get("content-type")).toContain("text/javascript");
  expect((await fetch(`${server.address}nothing.html`)).status).toBe(404);
  expect((await fetch(`${server.address}..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  server.close();
});

it("takes a free port where the usual one is in use, but not where one was asked for", async () => {
  const first = await serveSite(site);
  const second = await serveSite(site);
  expect(second.address).not.toBe(first.address);
  const port = Number(new URL(second.address).port);
  await expect(serveSite(site, port)).rejects.toThrow(`port ${port} is in use`);
  first.close();
  second.close();
});
