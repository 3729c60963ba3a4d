// Other kernels to measure beside ours, where they are installed: Deno's and tslab from peers/, ipykernel from the system. How each is
// started and how it says the same things.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MAIN } from "../kernel/kernel-under-test.js";

export interface BenchedKernel {
  readonly name: string;
  readonly argv: readonly string[];
  /** A declaration that no cell before has made. */
  readonly declaration: (n: number) => string;
  /** A cell that prints so many lines; none where the kernel then never says that it is done. */
  readonly lines: ((n: number) => string) | undefined;
  /** A cell that shows an HTML text of so many characters. */
  readonly html: (size: number) => string;
  /** A cell that registers the comm target `bytes`, which takes bytes and gives them back when asked; none where cells cannot do that. */
  readonly bytes: string | undefined;
  /** What is completed and inspected, the cursor at its end. */
  readonly names: { readonly complete: string; readonly inspect: string };
}

const typescript = {
  declaration: (n: number) =>
    `const x${n}: number = ${n}; function f${n}(a: number): number { return a + x${n}; }`,
  lines: (n: number) => `for (let i = 0; i < ${n}; i++) console.log("line " + i)`,
  names: { complete: "Math.", inspect: "parseInt" },
};

const peer = (path: string) => fileURLToPath(new URL(`peers/node_modules/${path}`, import.meta.url));

/** As a user has it: what Jupyter would start, with what installing prepares. */
function installed(): readonly string[] {
  const prefix = "out/bench";
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "install", "--prefix", prefix], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`losslab install ended with ${status}:\n${stderr}`);
  const spec = readFileSync(`${prefix}/share/jupyter/kernels/losslab/kernel.json`, "utf8");
  return (JSON.parse(spec) as { argv: string[] }).argv;
}

export function benchedKernels(): BenchedKernel[] {
  const kernels: BenchedKernel[] = [
    {
      name: "losslab",
      argv: installed(),
      ...typescript,
      html: (size) => `jupyter.display(jupyter.mime({ "text/html": "x".repeat(${size}) }))`,
      bytes: `let kept: readonly Uint8Array[] = [];
jupyter.comms.registerTarget("bytes", (comm) =>
  comm.onMessage((data, buffers) => { if (data.back) comm.send({}, kept); else kept = buffers; }));`,
    },
  ];
  const deno = peer("deno/deno");
  if (existsSync(deno))
    kernels.push({
      name: "deno",
      argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
      ...typescript,
      html: (size) => `await Deno.jupyter.display({ "text/html": "x".repeat(${size}) }, { raw: true })`,
      bytes: undefined,
    });
  const tslab = peer("tslab/bin/tslab");
  if (existsSync(tslab))
    kernels.push({
      name: "tslab",
      argv: [process.execPath, tslab, "kernel", "--config-path={connection_file}"],
      ...typescript,
      lines: undefined,
      html: (size) => `import * as tslab from "tslab"; tslab.display.html("x".repeat(${size}))`,
      bytes: undefined,
    });
  if (spawnSync("/usr/bin/python3", ["-c", "import ipykernel"]).status === 0)
    kernels.push({
      name: "ipykernel",
      argv: ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
      declaration: (n) => `x${n}: int = ${n}\ndef f${n}(a: int) -> int: return a + x${n}`,
      lines: (n) => `for i in range(${n}): print("line", i)`,
      html: (size) => `from IPython.display import HTML\nHTML("x" * ${size})`,
      bytes: `kept = []
def take(comm, message):
    global kept
    if message["content"]["data"].get("back"): comm.send({}, buffers=kept)
    else: kept = message["buffers"]
def opened(comm, message): comm.on_msg(lambda message: take(comm, message))
get_ipython().kernel.comm_manager.register_target("bytes", opened)`,
      names: { complete: "str.", inspect: "len" },
    });
  return kernels;
}
