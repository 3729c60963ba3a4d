import { Session } from "node:inspector";
import { getHeapSpaceStatistics } from "node:v8";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { collectWhen } from "./garbage.js";

/** Sees each collection that is asked for, which V8 then does. */
const asked = vi.spyOn(Session.prototype, "post");
beforeEach(() => void asked.mockClear());
afterAll(() => asked.mockRestore());

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What V8 holds for young objects, used or not. */
function megabytesForYoung(): number {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return (young?.physical_space_size ?? 0) / 1e6;
}

/** Young objects that live a while: V8 makes room for more and more of them, and keeps that room. */
function makeObjects(): void {
  let kept: object[] = [];
  for (let round = 0; round < 300; round++) {
    if (kept.length > 20) kept = [];
    kept.push(Array.from({ length: 5000 }, (_, i) => ({ i, text: `text ${i}` })).slice(2500));
  }
}

it("gives back what was used, when nothing was done for a while", async () => {
  const worked = collectWhen({ quietMs: 50 });
  makeObjects();
  expect(megabytesForYoung()).toBeGreaterThan(8);
  worked();
  await expect.poll(megabytesForYoung, { timeout: 4000 }).toBeLessThan(2);
  expect(asked).toHaveBeenCalledTimes(1);
});

it("waits for a quiet moment, but not longer than is said", async () => {
  const patient = collectWhen({ quietMs: 5000 });
  const impatient = collectWhen({ quietMs: 1000, latestMs: 1500 });
  makeObjects();
  for (let tenth = 0; tenth < 30; tenth++) {
    if (tenth < 10) expect(asked).not.toHaveBeenCalled();
    patient();
    impatient();
    await pass(100);
  }
  expect(asked).toHaveBeenCalledTimes(1);
});

it("leaves alone who is busy, and where there is nothing to give back", async () => {
  let isBusy = true;
  const worked = collectWhen({ quietMs: 50, isBusy: () => isBusy });
  makeObjects();
  worked();
  await pass(300);
  expect(asked).not.toHaveBeenCalled();
  isBusy = false;
  worked();
  await expect.poll(megabytesForYoung, { timeout: 4000 }).toBeLessThan(2);
  worked();
  await pass(300);
  expect(asked).toHaveBeenCalledTimes(1);
});
