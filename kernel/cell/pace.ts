/** How often a display may change: about five times a second, and never so that showing takes most of the time. */

const interval = 200;

export class Pace {
  private next = Number.NEGATIVE_INFINITY;

  /** Whether it is time to show again. */
  get isDue(): boolean {
    return performance.now() >= this.next;
  }

  /** Shows, and waits the longer afterwards the longer it took. */
  take(show: () => void): void {
    const start = performance.now();
    show();
    const end = performance.now();
    this.next = end + Math.max(interval, 2 * (end - start));
  }
}
