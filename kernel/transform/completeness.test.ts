import { describe, expect, it } from "vitest";
import { completeness as completenessBy } from "./completeness.js";
import { syntaxes } from "./syntaxes.test-support.js";

describe.each(syntaxes)("completeness, by %s,", (_, syntax) => {
  const completeness = (code: string) => completenessBy(code, syntax);

  it.each(["", "1", "const a = 1", "function f() {}", "`a\nb`", "// comment", "x satisfies number"])(
    "of %j is complete",
    (code) => expect(completeness(code)).toEqual({ status: "complete" }),
  );

  it.each([
    ["function f() {", "  "],
    ["if (true) {\n  foo(", "    "],
    ["const x = [1,", ""],
    ["const f = (x) =>", "  "],
    ["`abc", ""],
    ["`a\u0024{b} c", ""],
    ["/* abc", ""],
    ["a +", ""],
    ["let x: ", ""],
    ["class A {\n  m() {\n    return 1\n  }", "  "],
  ])("of %j is incomplete, the next line indented by %j", (code, indent) =>
    expect(completeness(code)).toEqual({ status: "incomplete", indent }),
  );

  it.each([")", "const 1a = 2", "let let = = 3", "'abc", "let x = ;\nfoo()"])("of %j is invalid", (code) =>
    expect(completeness(code)).toEqual({ status: "invalid" }),
  );
});
