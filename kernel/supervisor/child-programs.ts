/**
 * The programs that a process has started, so that an interrupt reaches them too: a cell in
 * `execSync("sleep 60")` is inside the operating system until the program ends.
 */
import { type ChildProcess, execFile } from "node:child_process";

/** Asks the children of a process to end, as Ctrl-C in a terminal does; `force` leaves them no choice. */
export async function endChildren(pid: number, force: boolean): Promise<void> {
  for (const child of await children(pid)) {
    try {
      process.kill(child, force ? "SIGKILL" : "SIGINT");
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Ends a process of ours and waits until it is gone, so that it does not outlive this one as a zombie. */
export function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Where there is no `ps` (Windows), none are found; the interrupt then ends the process that waits. */
function children(pid: number): Promise<number[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-A", "-o", "pid=,ppid="], (error, text) => {
      if (error) {
        resolve([]);
        return;
      }
      const parents = text
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number));
      const found: number[] = [];
      for (let level = [pid]; level.length > 0; ) {
        level = parents.filter(([, parent]) => level.includes(parent!)).map(([child]) => child!);
        found.push(...level);
      }
      resolve(found);
    });
  });
}
