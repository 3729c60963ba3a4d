/**
 * What a cell says, on its way out of the cell process. Everything has left the process before the cell goes on, so that a crash or an
 * endless loop after it loses nothing; but who prints by the thousand pays for no system call a line: what is over a hundred
 * prints in ten milliseconds goes through memory (`flood.ts`), and out within two milliseconds.
 */
import { performance } from "node:perf_hooks";
import { type FloodMemory, FloodSource } from "./flood.js";
import type { FromCell } from "./messages.js";
import { encodeFrame, writePiecesSync } from "./pipe.js";

const AT_ONCE = 100;
const WINDOW_MS = 10;

export class OutputPipe {
  private readonly flood: FloodSource;
  private windowEnd = 0;
  private atOnce = 0;
  private allAtOnce = false;

  constructor(
    private readonly fd: number,
    memory: FloodMemory,
  ) {
    this.flood = new FloodSource(memory);
  }

  send(message: FromCell): void {
    const pieces = encodeFrame(message);
    if (message.type === "stream" && this.isFlood() && this.flood.add(pieces[0]!)) return;
    this.flood.settle();
    writePiecesSync(this.fd, pieces);
  }

  /** From now on, and with what was printed so far: nobody may be there any more who writes later. */
  writeAllAtOnce(): void {
    this.allAtOnce = true;
    this.flood.settle();
  }

  private isFlood(): boolean {
    if (this.allAtOnce) return false;
    const now = performance.now();
    if (now >= this.windowEnd) {
      this.windowEnd = now + WINDOW_MS;
      this.atOnce = 0;
    }
    if (this.atOnce >= AT_ONCE || !this.flood.isEmpty) return true;
    this.atOnce += 1;
    return false;
  }
}
