/**
 * `liveplot`: a chart that grows while the cell runs. The chart is the library's; that it can change in place is the kernel's,
 * so it is here. Knows no Node API.
 */

import type { Chart } from "../../lib/chart/chart.js";
import type { PlotOptions } from "../../lib/chart/lines.js";
import { plot } from "../../lib/chart/plot.js";
import { loadDrawer } from "../../lib/chart/vega.js";
import { asTensor, type TensorLike } from "../../lib/tensor/tensor.js";
import { DisplayHandle, nextDisplayId, showNow } from "./display-handle.js";
import { stopIfInterrupted } from "./interrupted.js";
import { Pace } from "./pace.js";
import { markUnfinished, type Unfinished } from "./unfinished.js";

/** The newest value of each series: one, several in the order of `legend`, or by name; what is left out has no point there. */
export type LiveValues =
  | TensorLike
  | readonly (TensorLike | null | undefined)[]
  | Readonly<Record<string, TensorLike | null | undefined>>;

/** A chart that grows. As the last value of a cell it shows nothing more. */
export class LivePlot extends DisplayHandle implements Unfinished {
  private readonly series = new Map<string, { readonly x: number[]; readonly y: number[] }>();
  private readonly pace = new Pace();
  private shown = false;

  /** @internal Made by `liveplot`. */
  constructor(private readonly options: PlotOptions) {
    super(nextDisplayId());
    const { legend } = options;
    // Complains of the options now, not at the first point.
    plot([0], legend ? legend.map(() => [0]) : [0], options);
    for (const name of legend ?? []) this.series.set(name, { x: [], y: [] });
    // A loop that awaits lets it come meanwhile.
    void loadDrawer();
  }

  /**
   * Adds a point to one series or several. Await it: the chart then changes while the loop runs, and the cell can be
   * interrupted; a loop that does not is drawn when it ends.
   *
   * @param x where the point stands: an epoch, a step
   * @param y a number, several in the order of `legend`, or numbers by name; a tensor of one element is a number
   * @example
   * await live.add(epoch, { "train loss": loss, "test loss": testLoss })
   */
  async add(x: TensorLike, y: LiveValues): Promise<void> {
    stopIfInterrupted();
    const at = numberOf("x", x);
    for (const [name, value] of Object.entries(this.named(y))) {
      if (value === null || value === undefined) continue;
      const series = this.series.get(name) ?? { x: [], y: [] };
      this.series.set(name, series);
      series.x.push(at);
      series.y.push(numberOf(name === "" ? "y" : name, value));
    }
    markUnfinished(this);
    if (!this.pace.isDue) return;
    this.catchUp();
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** The chart as it stands. */
  get chart(): Chart {
    const { legend: _, ...options } = this.options;
    const all = [...this.series].filter(([, { x }]) => x.length > 0);
    const [only] = all;
    if (all.length === 0) return plot([], [], options);
    if (all.length === 1 && only![0] === "") return plot(only![1].x, only![1].y, options);
    return plot(
      all.map(([, { x }]) => x),
      Object.fromEntries(all.map(([name, { y }]) => [name, y])),
      options,
    );
  }

  /** @internal */
  catchUp(): void {
    this.pace.take(() => showNow(this.chart.displayNow(), this.id, this.shown));
    this.shown = true;
  }

  /** @internal */
  async finish(): Promise<void> {
    if (!this.shown) this.catchUp();
    await this.update(this.chart);
  }

  private named(y: LiveValues): Readonly<Record<string, TensorLike | null | undefined>> {
    if (Array.isArray(y)) {
      const names = this.options.legend ?? y.map((_, i) => `y${i + 1}`);
      if (y.length !== names.length) {
        throw new RangeError(`liveplot: add got ${y.length} values for ${names.length} names in legend`);
      }
      return Object.fromEntries(names.map((name, i) => [name, y[i]]));
    }
    const isRecord = typeof y === "object" && Object.getPrototypeOf(y) === Object.prototype;
    if (isRecord) return y as Readonly<Record<string, TensorLike | null | undefined>>;
    return { [this.options.legend?.[0] ?? ""]: y as TensorLike };
  }
}

function numberOf(name: string, value: TensorLike): number {
  if (typeof value === "number") return value;
  return asTensor(value, "liveplot", name).item();
}

/**
 * A chart that grows while the cell runs: add points to it in a training loop. It changes at most five times a second, and at
 * the end of the cell shows everything.
 *
 * @param options those of `plot`: `title`, `xLabel`, `yLabel`, `legend`, `xLim`, `yLim`, `xScale`, `yScale`, …
 * @example
 * const live = liveplot({ xLabel: "epoch", yLabel: "loss" });
 * for (let epoch = 1; epoch <= 10; epoch++) {
 *   await live.add(epoch, { train: 1 / epoch, test: 1.2 / epoch });
 * }
 */
export function liveplot(options: PlotOptions = {}): LivePlot {
  return new LivePlot(options);
}
