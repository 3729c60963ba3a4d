// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cells are TypeScript in strings, and some have templates

/**
 * A notebook with everything that the kernel displays in it, and with strings that would like to be markup. Its cells are chosen
 * for what is hard to show: many columns, NaN and ±inf, nothing at all, long names, other scripts, large formulas.
 */

/** What a script says that got into a page by way of a string: the page is lost. */
export const brokenIn = "brokenIn";
/** What a script says that a cell gave as HTML on purpose: it may run where the notebook is trusted, nowhere else. */
export const ranScript = "ranScript";

const hostile = `<img src=x onerror="window.${brokenIn}=1"><script>window.${brokenIn}=1</script>'"&lt;|*_$x$`;

interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly id: string;
  readonly metadata: object;
  readonly source: string;
  readonly outputs?: readonly never[];
  readonly execution_count?: null;
}

let cells = 0;

function markdown(source: string): Cell {
  return { cell_type: "markdown", id: `words-${cells++}`, metadata: {}, source };
}

function code(source: string): Cell {
  const id = `code-${cells++}`;
  return { cell_type: "code", id, metadata: {}, source, outputs: [], execution_count: null };
}

function notebookOf(cells: readonly Cell[]): string {
  const kernelspec = { name: "losslab", display_name: "TypeScript (losslab)", language: "typescript" };
  return JSON.stringify({ cells, metadata: { kernelspec, language: "en" }, nbformat: 4, nbformat_minor: 5 });
}

export const acceptanceNotebook = notebookOf([
  markdown(`# What a reader sees

A notebook in which everything is displayed that can be. The loss of one sample is

$$
\\ell(\\mathbf{o}, y) = -\\log \\frac{\\exp(o_y)}{\\sum_{k=1}^{q} \\exp(o_k)} = \\log \\sum_{k=1}^{q} \\exp(o_k) - o_y,
$$

and its gradient is $\\partial_{o_j} \\ell = \\mathrm{softmax}(\\mathbf{o})_j - \\mathbf{1}\\{j = y\\}$. 损失函数$\\ell$的梯度是概率与标签之差。

| formula | when |
|---|---|
| $-\\log \\hat y_y$ | one class |
| $-\\sum_j y_j \\log \\hat y_j$ | a distribution |

> A quotation, with \`code\` in it.
`),
  markdown("## Tensors"),
  code("tensor([[1, 2, 3], [100, 0, -100]])"),
  code("tensor([1.5, NaN, Infinity, -Infinity, 0, -0, 1e-45, 3.4e38])"),
  code(
    [
      "await display(tensor(3.5));",
      'await display(tensor([[1, -2], [300, 4]], { dtype: "int32" }));',
      'await display(tensor([[true, false, true]], { dtype: "bool" }));',
      'await display(tensor([0.1, 65504, 1e5], { dtype: "float16" }));',
      "await display(zeros([0, 3]));",
      "seed(1);",
      'randn([2, 3, 4], { dtype: "bfloat16" })',
    ].join("\n"),
  ),
  code("randn([60, 40])"),
  code("const w = tensor([[1, -2], [3, 0]]).requiresGrad_();\nw.square().sum().backward();\nw"),
  markdown("## Tables"),
  code(
    [
      'const rows = ["photo 1", "photo 2", "photo 3"];',
      'const columns = ["cat", "chicken", "dog"];',
      "const o = tensor([[5, 1, 0], [1, 3, 1], [0, 2, 2]]);",
      'table(softmax(o), { rows, columns, axes: ["photo", "class"], shade: true, title: "Probabilities" })',
    ].join("\n"),
  ),
  code(
    'table([[-3, -1, 0], [1, 2, 3], [NaN, Infinity, 0.5]], { shade: true, columns: ["低", "中", "高"], title: "热图" })',
  ),
  code("table(randn([6, 20]), { shade: true, columns: Array.from({ length: 20 }, (_, i) => `类别 ${i}`) })"),
  code('[{ optimizer: "adam", lr: 0.001, loss: 0.25 }, { optimizer: "sgd", lr: 0.1, loss: NaN }]'),
  markdown("## Comparisons"),
  code("compare(naive.softmax, softmax, [[100, 0, -100], [1, 2, 3]])"),
  code("sweep([naive.softmax, softmax], (x) => [x, 0], { from: 0, to: 200 })"),
  code("precisionTable()"),
  code("exact.softmax([[0, 1]])"),
  markdown("## Derivations"),
  code("derivations.logSoftmax()"),
  code('derivations.crossEntropyGradient({ lang: "zh" })'),
  code(
    'derivation("A beginner’s square", { given: { x: "number" }, steps: [{ expr: "(x + 1)^2" }, { expr: "x^2 + 1", because: "a & b_c < d" }], at: { x: 300 } })',
  ),
  markdown("## Charts"),
  code(
    'const epochs = arange(1, 21);\nplot(epochs, { train: epochs.pow(-1), validation: epochs.pow(-0.5) }, { title: "Loss", xLabel: "epoch", yLabel: "loss" })',
  ),
  code(
    'plot.bar(["猫", "鸡", "狗"], { 训练: [0.7, 0.2, 0.1], 测试: [0.5, 0.3, 0.2] }, { title: "各类别的概率" })',
  ),
  code('plot.heatmap(softmax(o), { rows, columns, title: "Probabilities" })'),
  code("plot.images(rand([8, 12, 12]), { titles: [...columns, ...rows, '图像', 'last'] })"),
  markdown("### Formulas of one's own"),
  code("tex`\\nabla_{\\mathbf{o}} \\ell = \\hat{\\mathbf{y}} - \\mathbf{y}`"),
  code("md`The loss is **${0.25}** and $\\\\hat y = ${1}$.`"),
  markdown("## Strings that would like to be markup"),
  code(
    `const hostile = ${JSON.stringify(hostile)};\ntable([[1, 2]], { rows: [hostile], columns: [hostile, "b"], title: hostile })`,
  ),
  code("console.log(hostile);\nconsole.error(hostile);\nhtml`<p>${hostile}</p>`"),
  code("await display(md`**${hostile}**`);\n[{ [hostile]: hostile }]"),
  code("plot([1, 2, 4], { title: hostile, xLabel: hostile, legend: [hostile] })"),
  code("plot.images(rand([2, 4, 4]), { titles: [hostile, 'b'] })"),
  code(`jupyter.mime({ "text/html": "<p>A cell's own page</p><script>window.${ranScript}=1</script>" })`),
  code('const wrong: number = "a text";\nwrong'),
]);

/** How many `plot` cells there are, and how many of them have words that the kernel's own font has not. */
export const charts = 6;
export const chartsInChinese = 2;

/** The pictures of the README, by the name of the file each goes into. */
export const picturedCells = {
  tensor: [
    "const o = tensor([[5, 1, 0], [1, 3, 1], [0, 2, 2]]);",
    'table(softmax(o), { rows: ["photo 1", "photo 2", "photo 3"], columns: ["cat", "chicken", "dog"], shade: true })',
  ].join("\n"),
  comparison: "compare(naive.softmax, softmax, [100, 0, -100])",
  derivation: "derivations.logSoftmax()",
  chart: [
    "const margin = linspace(-3, 3, 61);",
    "const hinge = margin.neg().add(1).relu();",
    "const squared = margin.sub(1).square();",
    "const logistic = softplus(margin.neg());",
    'plot(margin, { logistic, hinge, squared }, { xLabel: "margin y·f(x)", yLabel: "loss", yLim: [0, 4] })',
  ].join("\n"),
} as const;

// After a run the last cell is the active one, with a frame that reaches into its neighbour: neither is in a picture.
export const picturesNotebook = notebookOf([
  ...Object.values(picturedCells).map(code),
  markdown("A neighbour."),
  markdown("The end."),
]);
