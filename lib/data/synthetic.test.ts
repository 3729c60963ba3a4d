import { describe, expect, it } from "vitest";
import { data, seed } from "../index.js";

describe("data.synthetic", () => {
  it("has the shapes of d2l's", () => {
    const { X, y } = data.synthetic([2, -3.4], 4.2, 1000);
    expect([X.shape, y.shape]).toEqual([
      [1000, 2],
      [1000, 1],
    ]);
  });

  it("lies on the plane where there is no noise, and as far from it as the noise says", () => {
    const away = (noise: number) => {
      const { X, y } = data.synthetic([2, -3.4], 4.2, 5000, { noise });
      return y.flatten().sub(X.matmul([2, -3.4]).add(4.2));
    };
    expect(away(0).abs().max().item()).toBe(0);
    // The standard error of a standard deviation is σ/√(2n), of a mean σ/√n: five of them.
    expect(Math.abs(away(0.5).std().item() - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(10000));
    expect(Math.abs(away(0.5).mean().item())).toBeLessThan((5 * 0.5) / Math.sqrt(5000));
  });

  it("is PyTorch's", () => {
    // torch.manual_seed(0); X = torch.normal(0, 1, (10, 2)); y = X @ w + b; y += torch.normal(0, 0.01, y.shape)
    seed(0);
    const { X, y } = data.synthetic([2, -3.4], 4.2, 10);
    expect(X.slice(0).toArray()).toEqual([expect.closeTo(-1.1258398, 5), expect.closeTo(-1.1523602, 5)]);
    const torch = [5.8574252, 5.1589398, 10.6887064];
    expect(y.slice([0, 3]).flatten().toArray()).toEqual(torch.map((value) => expect.closeTo(value, 4)));
  });

  it("says what does not fit", () => {
    expect(() => data.synthetic([[1, 2]], 0, 5)).toThrow(
      "synthetic: w has shape (1, 2), expected one weight for each feature, shape (features,)",
    );
    expect(() => data.synthetic([1], 0, 0)).toThrow("synthetic: count is 0, expected a positive integer");
    expect(() => data.synthetic([1], 0, 5, { noise: -1 })).toThrow(
      "synthetic: noise is -1, expected a number, 0 or more",
    );
  });
});
