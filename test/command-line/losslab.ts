/** The built command line, run as a person runs it: with words, with text piped in, or at a terminal. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

export const MAIN = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

export function losslab(words: readonly string[], { env, input = "" }: RunOptions = {}): Promise<Ended> {
  const child = start([process.execPath, MAIN, ...words], env);
  let stdout = "";
  let stderr = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin!.end(input);
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, stdout, stderr })));
}

/** util-linux's `script` runs a program at a pseudo-terminal whose keys and screen are pipes. */
export const hasTerminal = process.platform === "linux" && existsSync("/usr/bin/script");

/** A terminal with losslab in it. What comes is waited for by its text, control sequences left out. */
export class Terminal {
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private screen = "";
  private readUntil = 0;
  private heard: () => void = () => {};

  constructor(words: string, env?: NodeJS.ProcessEnv) {
    const program = `stty cols 100 rows 40; exec "${process.execPath}" "${MAIN}" ${words}`;
    this.child = start(["/usr/bin/script", "-qefc", program, "/dev/null"], env);
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.screen += text;
      this.heard();
    });
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
  }

  type(keys: string): void {
    this.child.stdin!.write(keys);
  }

  /** What came since the last call, up to and with `text`. */
  async until(text: string, timeoutMs = 25_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const seen = stripVTControlCharacters(this.screen);
      const at = seen.indexOf(text, this.readUntil);
      if (at >= 0) {
        const found = seen.slice(this.readUntil, at + text.length);
        this.readUntil = at + text.length;
        return found.replaceAll("\r\n", "\n");
      }
      if (Date.now() > deadline) {
        throw new Error(`no ${JSON.stringify(text)} in:\n${seen.slice(this.readUntil)}`);
      }
      await new Promise<void>((resolve) => {
        this.heard = resolve;
        setTimeout(resolve, 200);
      });
    }
  }

  /** Everything that came, control sequences included. */
  get raw(): string {
    return this.screen;
  }

  status(): Promise<number | null> {
    return this.ended;
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }
}

export function start([file, ...words]: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  // The reader's own history, Jupyter folders and colours are not for tests; in a CI, Node takes every terminal
  // to be one without colours.
  const clean = {
    CI: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    JUPYTER_PATH: undefined,
    TERM: "xterm",
  };
  return spawn(file!, words, {
    env: { ...process.env, ...clean, LOSSLAB_HISTORY: "", LOSSLAB_SNAPSHOTS: "", ...env },
  });
}
