// A calculation whose every bit is compared between platforms: what the kernels give must not depend on who compiled them.

/** The lines of an example; its value is a text of numbers, one for the bits of each result. */
export const bits: readonly string[] = [
  'const kind = accelerate({ with: "wasm" });',
  "const numbers = Float32Array.from({ length: 4000 }, (_, i) => (((i * 7919) % 8191) / 8191 - 0.5) * 40);",
  "const long = tensor(numbers).reshape([40, 100]);",
  "const short = long.reshape([400, 10]);",
  "const gradient = (x) => { x = x.clone().requiresGrad_(); crossEntropy(x, x.detach().argmax({ dim: 1 })).backward(); return x.grad; };",
  "const results = [long, short].flatMap((x) => [softmax(x), logSoftmax(x), logSumExp(x), gradient(x), x.matmul(x.transpose())]);",
  "const hash = (x) => new Uint32Array(x.data.slice().buffer).reduce((h, word) => Math.imul(h ^ word, 16777619), 1);",
  '[kind, ...results.map(hash)].join(" ")',
];
