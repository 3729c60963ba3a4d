/** Softmax regression from scratch on all of Fashion-MNIST: what d2l's text says of it, and how long it takes. */
import { expect, it } from "vitest";
import { data } from "../../lib/index.js";
import { softmaxRegression } from "../fashion-mnist/softmax-regression.js";

it("ten epochs reach a loss below 0.5 and a test accuracy above 0.8 in under 60 s", async () => {
  const fashion = await data.fashionMnist();
  console.log(String(fashion));
  expect(fashion.train.labels.numel, "all of Fashion-MNIST; apt-get install dataset-fashion-mnist").toBe(
    60_000,
  );
  const start = performance.now();
  const startCpu = process.cpuUsage();
  const epochs = [...softmaxRegression(fashion, 10)];
  const seconds = (performance.now() - start) / 1000;
  const { user } = process.cpuUsage(startCpu);
  console.table(epochs);
  console.log(`${seconds.toFixed(1)} s, of the processor ${(user / 1e6).toFixed(1)} s`);
  const last = epochs.at(-1)!;
  expect(last.loss).toBeLessThan(0.5);
  expect(last.train).toBeGreaterThan(0.7);
  expect(last.test).toBeGreaterThan(0.8);
  expect(seconds).toBeLessThan(60);
});
