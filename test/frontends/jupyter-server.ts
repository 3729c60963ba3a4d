/** A Jupyter server of Debian's, with the kernel under test and nothing of the person who runs the tests. Ends with what it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const patienceMs = 30_000;

export interface ServerOptions {
  /** The Python module that is run. */
  readonly module: "notebook" | "jupyterlab_server";
  /** The name that its options go by. */
  readonly application: "NotebookApp" | "ServerApp";
  /** The folder with the notebooks. */
  readonly folder: string;
  readonly jupyterPath: string;
  /** More of its options. */
  readonly options?: readonly string[];
}

export class JupyterServer {
  readonly address: string;
  readonly #token: string;
  readonly #child: ChildProcess;
  readonly #home: string;
  #said = "";

  static async start(options: ServerOptions): Promise<JupyterServer> {
    const server = new JupyterServer(options, await freePort());
    try {
      await server.#ready();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private constructor(
    { module, application, folder, jupyterPath, options = [] }: ServerOptions,
    port: number,
  ) {
    this.address = `http://127.0.0.1:${port}`;
    this.#token = randomBytes(16).toString("hex");
    this.#home = mkdtempSync(join(tmpdir(), "losslab-jupyter-"));
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      HOME: this.#home,
      JUPYTER_PATH: jupyterPath,
      JUPYTER_NO_CONFIG: "1",
    };
    for (const name of ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"]) {
      env[name] = join(this.#home, name.toLowerCase());
      mkdirSync(env[name]);
    }
    const settings = {
      ip: "127.0.0.1",
      port,
      port_retries: 0,
      open_browser: "False",
      allow_root: "True",
      token: this.#token,
    };
    const words = Object.entries(settings).map(([name, value]) => `--${application}.${name}=${value}`);
    this.#child = spawn("/usr/bin/python3", ["-m", module, ...words, ...options], {
      cwd: folder,
      env,
      // A group of its own, so that its kernels can be ended with it.
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-4000);
    });
  }

  /** An address on the server that lets in who opens it. */
  at(path: string): string {
    return `${this.address}${path}?token=${this.#token}`;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline && this.#child.exitCode === null) {
      if (
        await fetch(this.at("/api/status")).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the Jupyter server does not answer:\n${this.#said}`);
  }

  /** SIGTERM lets the server end its kernels. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((resolve) => this.#child.once("exit", resolve));
      const late = setTimeout(() => process.kill(-this.#child.pid!, "SIGKILL"), 10_000);
      this.#child.kill("SIGTERM");
      await ended;
      clearTimeout(late);
    }
    rmSync(this.#home, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
