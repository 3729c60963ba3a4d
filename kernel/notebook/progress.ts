// Says on a terminal how far a run is: bars that move on a terminal, a line a notebook anywhere else (a CI log keeps every line).
// Knows nothing of notebooks but names and numbers; several may be under way at once.
import { stripVTControlCharacters } from "node:util";
import { MultiBar, Presets, type SingleBar } from "cli-progress";

export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Progress {
  start(name: string): void;
  /** `done` and `total` are numbers of cells. */
  update(name: string, done: number, total: number): void;
  /** A line that stays. */
  finish(name: string, line: string): void;
  stop(): void;
}

export function showProgress(stream: ProgressStream, notebooks: number): Progress {
  return stream.isTTY === true ? new Bars(stream as NodeJS.WriteStream, notebooks) : new Lines(stream);
}

class Lines implements Progress {
  readonly #stream: ProgressStream;
  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }
  start(): void {}
  update(): void {}
  finish(_name: string, line: string): void {
    this.#stream.write(`${stripVTControlCharacters(line)}\n`);
  }
  stop(): void {}
}

class Bars implements Progress {
  readonly #bars: MultiBar;
  readonly #all: SingleBar | undefined;
  readonly #running = new Map<string, SingleBar>();
  readonly #nameWidth: number;

  constructor(stream: NodeJS.WriteStream, notebooks: number) {
    this.#nameWidth = Math.max(12, Math.min(48, (stream.columns || 80) - 42));
    this.#bars = new MultiBar(
      {
        stream,
        format: "{bar} {value}/{total} {unit}  {name}",
        barsize: 20,
        hideCursor: true,
        clearOnComplete: true,
        fps: 10,
      },
      Presets.shades_classic,
    );
    this.#all = notebooks > 1 ? this.#bars.create(notebooks, 0, { name: "", unit: "notebooks" }) : undefined;
  }
  start(name: string): void {
    this.#running.set(name, this.#bars.create(1, 0, { name: this.#fit(name), unit: "cells" }));
  }
  update(name: string, done: number, total: number): void {
    const bar = this.#running.get(name);
    bar?.setTotal(Math.max(1, total));
    bar?.update(done);
  }
  finish(name: string, line: string): void {
    const bar = this.#running.get(name);
    if (bar !== undefined) this.#bars.remove(bar);
    this.#running.delete(name);
    this.#bars.log(`${line}\n`);
    this.#all?.increment();
    this.#bars.update();
  }
  stop(): void {
    this.#bars.stop();
  }
  /** The end of a path says more than its beginning. */
  #fit(name: string): string {
    return name.length <= this.#nameWidth ? name : `…${name.slice(1 - this.#nameWidth)}`;
  }
}
