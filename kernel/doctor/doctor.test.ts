import { describe, expect, it } from "vitest";
import type { InstalledKernel } from "../kernelspec/list.js";
import { judgeKernelspec, judgeNode, judgeSnapshot, jupyterVersion } from "./doctor.js";

describe("the doctor", () => {
  it.each([
    ["20.19.0", "ok"],
    ["22.3.0", "ok"],
    ["24.0.0", "ok"],
    ["20.18.3", "problem"],
    ["18.20.0", "problem"],
    ["23.1.0", "warning"],
    ["26.0.0", "warning"],
  ])("calls Node %s: %s", (version, state) => {
    expect(judgeNode(version, "/usr/bin/node").state).toBe(state);
  });

  const kernel: InstalledKernel = {
    name: "losslab",
    folder: "/venv/share/jupyter/kernels/losslab",
    displayName: "TypeScript (losslab)",
    argv: [],
    starts: { losslab: "0.1.0", main: "/lib/main.js", node: "/usr/bin/node", nodeVersion: "22.1.0" },
    problem: undefined,
    hiddenBy: undefined,
    seen: true,
  };
  const broken = { ...kernel, starts: undefined, problem: "it is gone" };

  it("calls a broken kernelspec a problem when Jupyter would take it, else a warning", () => {
    expect(judgeKernelspec(broken)).toEqual({
      state: "problem",
      text: 'kernelspec "losslab" (/venv/share/jupyter/kernels/losslab) cannot be started: it is gone',
      advice: "losslab install --prefix /venv",
    });
    expect(judgeKernelspec({ ...broken, hiddenBy: "/other" }).state).toBe("warning");
    expect(judgeKernelspec({ ...broken, seen: false }).state).toBe("warning");
  });

  it("warns of a kernelspec that Jupyter does not take", () => {
    expect(judgeKernelspec(kernel).state).toBe("ok");
    expect(judgeKernelspec({ ...kernel, hiddenBy: "/other" }).state).toBe("warning");
    expect(judgeKernelspec({ ...kernel, seen: false }).state).toBe("warning");
  });

  // What Debian's jupyter 4.12 and pip's jupyter_core 5 print.
  it.each([
    ["4.6.1\n", "4.6.1"],
    [
      "Selected Jupyter core packages...\nIPython          : 8.5.0\njupyter_core     : 4.12.0\njupyterlab       : not installed\nnotebook         : 6.4.12\n",
      "with jupyter_core 4.12.0, notebook 6.4.12",
    ],
    [
      "jupyter core     : 4.6.1\njupyter-notebook : 6.0.3\njupyter lab      : 1.2.6\n",
      "with jupyter_core 4.6.1, notebook 6.0.3, jupyterlab 1.2.6",
    ],
  ])("reads the version in %j", (output, expected) => {
    expect(jupyterVersion(output)).toBe(expected);
  });
});

describe("the snapshot", () => {
  it("is no problem when there is none, and it is said how to have one", () => {
    const file = { folder: "/nowhere", name: "a.blob", path: "/nowhere/a.blob" };
    expect(judgeSnapshot(file)).toEqual({ state: "ok", text: expect.stringContaining("losslab install") });
    expect(judgeSnapshot(undefined)).toEqual({
      state: "ok",
      text: "TypeScript starts without a snapshot, because LOSSLAB_SNAPSHOTS is empty",
    });
  });
});
