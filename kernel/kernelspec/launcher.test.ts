import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launcherScript, otherVersions, startingWords } from "./launcher.js";

let folder: string;
let main: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "it's a $HOME "));
  main = file("dist/main.js", "console.log(process.execPath, JSON.stringify(process.argv.slice(2)))");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** This Node under another name: what it says of itself is the name's target. */
function nodeAt(name: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(process.execPath, path);
  return path;
}

function start(program: { node: string; main: string }, path = "/usr/bin:/bin") {
  const launcher = file("start.sh", launcherScript(program));
  const { stdout, stderr, status } = spawnSync("/bin/sh", [launcher, "kernel", "a connection.json"], {
    encoding: "utf8",
    env: { PATH: path },
  });
  return { stdout, stderr, status };
}

describe.skipIf(process.platform === "win32")("the launcher", () => {
  const started = `${process.execPath} ["kernel","a connection.json"]\n`;

  it("starts the recorded Node with the recorded program and passes the words on", () => {
    expect(start({ node: nodeAt("v20.1.0/bin/node"), main }, "").stdout).toBe(started);
  });

  it("keeps the kernel's young objects in little memory", () => {
    const shows = file("shows.js", "console.log(process.execArgv)");
    expect(start({ node: process.execPath, main: shows }).stdout).toBe("[ '--max-semi-space-size=1' ]\n");
  });

  it("becomes Node: the process id, the exit status and signals are the kernel's own", async () => {
    const waits = file("waits.js", "console.log(process.pid); setInterval(() => {}, 1000)");
    const launcher = file("start.sh", launcherScript({ node: process.execPath, main: waits }));
    const child = spawn("/bin/sh", [launcher, "kernel"], { stdio: ["ignore", "pipe", "inherit"] });
    const said = await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(String(said)).toBe(`${child.pid}\n`);
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    child.kill("SIGTERM");
    expect(await ended).toBe("SIGTERM");

    const exits = file("exits.js", "process.exit(7)");
    expect(start({ node: process.execPath, main: exits }).status).toBe(7);
  });

  it("keeps certificates from the kernel, which would read them at every start, and hands their name on", () => {
    const shows = file(
      "shows.js",
      "const { NODE_EXTRA_CA_CERTS, LOSSLAB_NODE_EXTRA_CA_CERTS } = process.env; console.log(NODE_EXTRA_CA_CERTS, LOSSLAB_NODE_EXTRA_CA_CERTS)",
    );
    const launcher = file("start.sh", launcherScript({ node: process.execPath, main: shows }));
    const started = spawnSync("/bin/sh", [launcher], {
      encoding: "utf8",
      env: { NODE_EXTRA_CA_CERTS: "/a school's.pem" },
    });
    expect(started.stdout).toBe("undefined /a school's.pem\n");
  });

  it("takes the Node in PATH when the recorded one was removed", () => {
    const path = dirname(nodeAt("new/bin/node"));
    expect(start({ node: join(folder, "gone/bin/node"), main }, path).stdout).toBe(started);
  });

  it("takes another version beside the recorded one when PATH has no Node, as in a Jupyter started from a desktop", () => {
    nodeAt("versions/v22.4.0/bin/node");
    expect(start({ node: join(folder, "versions/v20.1.0/bin/node"), main }, "").stdout).toBe(started);
  });

  it("passes over a Node that is too old", () => {
    const old = file("old/node", "#!/bin/sh\nexit 1\n");
    chmodSync(old, 0o755);
    nodeAt("versions/v22.4.0/bin/node");
    const gone = join(folder, "versions/v20.1.0/bin/node");
    expect(start({ node: gone, main }, dirname(old)).stdout).toBe(started);
  });

  it("starts the losslab in PATH when the recorded one went with its Node", () => {
    const other = file("bin/losslab", '#!/bin/sh\necho "the other losslab: $@"\n');
    chmodSync(other, 0o755);
    const gone = join(folder, "versions/v20.1.0/lib/node_modules/losslab/main.js");
    expect(start({ node: process.execPath, main: gone }, dirname(other)).stdout).toBe(
      "the other losslab: kernel a connection.json\n",
    );
  });

  it("starts the losslab of another version's folder", () => {
    const moved = join(folder, "versions/v22.4.0/lib/losslab/main.js");
    mkdirSync(dirname(moved), { recursive: true });
    cpSync(main, moved);
    nodeAt("versions/v22.4.0/bin/node");
    const gone = {
      node: join(folder, "versions/v20.1.0/bin/node"),
      main: join(folder, "versions/v20.1.0/lib/losslab/main.js"),
    };
    expect(start(gone, "").stdout).toBe(started);
  });

  it("says what is missing and what to do", () => {
    const node = join(folder, "gone/node");
    expect(start({ node, main }, "")).toEqual({
      stdout: "",
      stderr: `losslab: ${node} is gone, and no Node 20.19 or newer is in PATH. Install Node, then run: losslab install\n`,
      status: 1,
    });
    expect(start({ node: process.execPath, main: join(folder, "none.js") }, "").stderr).toContain(
      "none.js is gone, and no losslab is in PATH. Install losslab again, then run: losslab install",
    );
  });

  it("is started by words that need no quoting", () => {
    const words = startingWords("linux", { node: "n", main: "m" }, "/a folder/start.sh");
    expect(words).toEqual(["/bin/sh", "/a folder/start.sh"]);
    const launcher = file("start.sh", launcherScript({ node: process.execPath, main }));
    const [shell, ...rest] = startingWords("linux", { node: process.execPath, main }, launcher);
    expect(execFileSync(shell!, [...rest, "kernel", "a connection.json"], { encoding: "utf8" })).toBe(
      started,
    );
  });
});

describe("the folders of other versions", () => {
  it.each([
    ["/home/ada/.nvm/versions/node/v20.1.0/bin/node", "'/home/ada/.nvm/versions/node/'*'/bin/node'"],
    ["/opt/homebrew/Cellar/node/22.1.0_1/bin/node", "'/opt/homebrew/Cellar/node/'*'/bin/node'"],
    ["/home/ada/.volta/tools/image/node/20.1.0/bin/node", "'/home/ada/.volta/tools/image/node/'*'/bin/node'"],
    ["/usr/bin/node", undefined],
    ["/opt/python3.11/bin/node", undefined],
  ])("of %s are %s", (path, expected) => {
    expect(otherVersions(path)).toBe(expected);
  });
});
