import { expect, it, vi } from "vitest";
import { type InstalledKernel, listText, repair } from "./list.js";

const searched = { folders: ["/home/ada/.local/share/jupyter"], others: [], jupyter: undefined };
const kernel: InstalledKernel = {
  name: "losslab",
  folder: "/venv/share/jupyter/kernels/losslab",
  displayName: "TypeScript (losslab)",
  argv: ["/bin/sh", "/venv/share/jupyter/kernels/losslab/start.sh", "kernel", "{connection_file}"],
  starts: { losslab: "0.1.0", main: "/lib/main.js", node: "/usr/bin/node", nodeVersion: "22.1.0" },
  problem: undefined,
  hiddenBy: undefined,
  seen: true,
};

it("a kernel is listed with its folder and what it starts", () => {
  expect(listText({ kernels: [kernel], searched })).toBe(
    `losslab  TypeScript (losslab)
  folder  /venv/share/jupyter/kernels/losslab
  starts  losslab 0.1.0 (/lib/main.js) on Node 22.1.0 (/usr/bin/node)
`,
  );
});

it("a broken kernel is said to be broken, with the command that repairs it", () => {
  const broken = { ...kernel, name: "ll", folder: "/a b/share/jupyter/kernels/ll", starts: undefined };
  const text = listText({ kernels: [{ ...broken, problem: "/old/node is gone" }], searched });
  expect(text).toContain("BROKEN  /old/node is gone");
  expect(text).toContain('to repair it: losslab install --prefix "/a b" --name ll');
});

it("a kernel behind another of its name is said to be hidden", () => {
  expect(listText({ kernels: [{ ...kernel, hiddenBy: "/first" }], searched })).toContain(
    "hidden  Jupyter takes /first instead",
  );
});

it("without a kernel, the list says where was looked and what to do", () => {
  expect(listText({ kernels: [], searched })).toBe(
    "No losslab kernel is installed. Jupyter looks in:\n  /home/ada/.local/share/jupyter\n`losslab install --user` installs it for you.\n",
  );
});

it("the user's own kernel is repaired with --user, wherever the user's folder is", () => {
  vi.stubEnv("JUPYTER_DATA_DIR", "/odd/share/jupyter");
  expect(repair("/odd/share/jupyter/kernels/losslab", "losslab")).toBe("losslab install --user");
  vi.unstubAllEnvs();
});
