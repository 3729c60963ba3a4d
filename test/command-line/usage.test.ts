import { describe, expect, it } from "vitest";
import { losslab } from "./losslab.js";

describe("wrong usage", () => {
  it.each([
    [["instal"], "Did you mean install?"],
    [["install", "--usr"], "Did you mean --user?"],
    [["install", "--user", "--prefix", "x"], "'--user' cannot be used with option '--prefix <dir>'"],
    [["install", "--name", "../x"], "cannot be a kernel's name"],
    [["uninstall", "--name", ".."], "cannot be a kernel's name"],
    [["kernel"], "missing required argument 'connection-file'"],
    [["doctor", "now"], "`losslab doctor --help` tells how it is used."],
    [["run"], "missing required argument 'notebook'"],
    [[], "Usage: losslab [options] [command]"],
  ])("losslab %j ends with status 2 and says what is wrong", async (words, said) => {
    const { status, stdout, stderr } = await losslab(words);
    expect(stderr).toContain(said);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});

it.each(["run", "check", "console", "install", "uninstall", "list", "doctor"])(
  "losslab %s --help tells its exit status",
  async (command) => {
    const { status, stdout } = await losslab([command, "--help"]);
    expect(stdout).toContain("Exit status: 0");
    expect(status).toBe(0);
  },
);

it("a connection file that is not there is said so, with status 1", async () => {
  const { status, stderr } = await losslab(["kernel", "/no/such/file.json"]);
  expect(stderr).toContain("connection file /no/such/file.json: there is no such file");
  expect(status).toBe(1);
});
