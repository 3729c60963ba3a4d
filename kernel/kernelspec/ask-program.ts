// Runs a program for its answer: what it prints, or why there is none. Never longer than it is given, never with a shell.
import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export type ProgramAnswer = { readonly output: string } | { readonly problem: string };

export function askProgram(words: readonly string[], timeoutMs: number): Promise<ProgramAnswer> {
  const [file = "", ...rest] = words;
  return new Promise((resolve) => {
    execFile(
      file,
      rest,
      { timeout: timeoutMs, killSignal: "SIGKILL", windowsHide: true, maxBuffer: 1 << 20 },
      (error, stdout, stderr) => {
        if (!error) return resolve({ output: stdout });
        if (error.code === "ENOENT") return resolve({ problem: `${file} is not there` });
        if (error.killed) return resolve({ problem: `it did not answer within ${timeoutMs / 1000} s` });
        const said = stderr.trim().split("\n").at(-1);
        resolve({ problem: said || `it ended with status ${error.code ?? error.signal}` });
      },
    );
  });
}

/** The program of that name which a terminal would start. */
export function findOnPath(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const endings = platform === "win32" ? (env.PATHEXT ?? ".EXE").split(";") : [""];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
