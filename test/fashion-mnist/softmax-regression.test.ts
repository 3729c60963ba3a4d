/** The library learns: softmax regression on the subset that comes with it. All of Fashion-MNIST is in test/soak. */
import { expect, it } from "vitest";
import { data } from "../../lib/index.js";
import { softmaxRegression } from "./softmax-regression.js";

it("softmax regression from scratch tells clothes apart after five epochs on the subset", async () => {
  const fashion = await data.fashionMnist({ subset: true });
  const epochs = [...softmaxRegression(fashion, 5)];
  // PyTorch 1.13 with the same seed, the same order of torch.randn and torch.randperm, and the same steps.
  const torch = [
    { loss: 1.407597, train: 3396 / 6000, test: 0.69 },
    { loss: 0.9224127, train: 4217 / 6000, test: 0.708 },
    { loss: 0.7993938, train: 4452 / 6000, test: 0.708 },
    { loss: 0.7427619, train: 4555 / 6000, test: 0.758 },
    { loss: 0.6975767, train: 4647 / 6000, test: 0.767 },
  ];
  expect(epochs).toEqual(torch.map(({ loss, ...right }) => ({ loss: expect.closeTo(loss, 5), ...right })));
});
