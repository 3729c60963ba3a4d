/** d2l's softmax regression from scratch: a linear layer of 784 × 10 numbers and gradient descent, nothing made ready. */
import { accuracy, crossEntropy, data, noGrad, randn, seed, type Tensor, zeros } from "../../lib/index.js";

export interface Epoch {
  /** Mean loss and accuracy on the training images, as they were met. */
  readonly loss: number;
  readonly train: number;
  readonly test: number;
}

/** Trains from seed 0 with d2l's numbers: σ = 0.01, learning rate 0.1, batches of 256. */
export function* softmaxRegression(fashion: data.FashionMnist, epochs: number): Generator<Epoch> {
  seed(0);
  const W = randn([784, 10]).mul(0.01).requiresGrad_();
  const b = zeros([10]).requiresGrad_();
  const net = (X: Tensor) => X.reshape(-1, 784).matmul(W).add(b);
  const train = data.batches(fashion.train, { batchSize: 256, shuffle: true });
  const test = data.batches(fashion.test, { batchSize: 256 });
  const right = (yHat: Tensor, y: Tensor) => accuracy(yHat, y, { reduction: "sum" }).item();

  for (let epoch = 0; epoch < epochs; epoch++) {
    let loss = 0;
    let trainRight = 0;
    for (const [X, y] of train) {
      const yHat = net(X);
      const l = crossEntropy(yHat, y);
      l.backward();
      noGrad(() => {
        for (const parameter of [W, b]) {
          parameter.sub_(parameter.grad!.mul(0.1));
          parameter.grad = null;
        }
      });
      loss += l.item() * y.numel;
      trainRight += right(yHat, y);
    }
    const testRight = noGrad(() => [...test].reduce((sum, [X, y]) => sum + right(net(X), y), 0));
    const [n, m] = [fashion.train.labels.numel, fashion.test.labels.numel];
    yield { loss: loss / n, train: trainRight / n, test: testRight / m };
  }
}
