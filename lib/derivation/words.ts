// What a displayed derivation says beside its formulas, in each language. Knows no formulas.

/** The language of what is said beside the formulas. */
export type DerivationLanguage = "en" | "zh";

export interface Words {
  readonly for: string;
  readonly where: string;
  readonly line: string;
  readonly check: string;
  readonly exact: string;
  /** Between the items of a list. */
  readonly comma: string;
  readonly at: (point: string) => string;
  readonly equals: (before: number) => string;
  readonly notEqual: (before: number) => string;
  readonly isDerivative: (before: string) => string;
  readonly notDerivative: (before: string) => string;
  readonly example: (line: number, wrong: string, at: string, found: string, expected: string) => string;
  /** Which ways of differentiation a line disagrees with. */
  readonly against: (ways: readonly string[]) => string;
  readonly allRight: (points: number) => string;
}

export const words: Readonly<Record<DerivationLanguage, Words>> = {
  en: {
    for: "for",
    where: "where",
    line: "line",
    check: "check",
    exact: "exact",
    comma: ", ",
    at: (point) => `In floating point, at ${point}:`,
    equals: (before) => `✓ equals (${before})`,
    notEqual: (before) => `✗ not equal to (${before})`,
    isDerivative: (before) => `✓ derivative of ${before}`,
    notDerivative: (before) => `✗ not the derivative of ${before}`,
    example: (line, wrong, at, found, expected) =>
      `(${line}) ${wrong}, e.g. at ${at}: ${found} instead of ${expected}.`,
    against: (ways) => ` (against ${ways.join(", ")})`,
    allRight: (points) =>
      `✓ Every line follows from the one before: tried with 64 digits at ${points} random points.`,
  },
  zh: {
    for: "设",
    where: "其中",
    line: "行",
    check: "检验",
    exact: "精确值",
    comma: "，",
    at: (point) => `用浮点数计算，取 ${point}：`,
    equals: (before) => `✓ 等于 (${before})`,
    notEqual: (before) => `✗ 不等于 (${before})`,
    isDerivative: (before) => `✓ 是 ${before} 的导数`,
    notDerivative: (before) => `✗ 不是 ${before} 的导数`,
    example: (line, wrong, at, found, expected) =>
      `(${line}) ${wrong}，例如 ${at} 时：得 ${found}，应为 ${expected}。`,
    against: (ways) => `（与 ${ways.join("、")} 不符）`,
    allRight: (points) => `✓ 每一行都由上一行推出：在 ${points} 个随机点上以 64 位有效数字检验过。`,
  },
};
