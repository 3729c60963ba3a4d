import { expect, it } from "vitest";
import { readQuestion } from "./cell-reader.js";

it.each([
  ["?softmax", { expression: "softmax", withDefinition: false }],
  ["?? tensor.reshape ", { expression: "tensor.reshape", withDefinition: true }],
  ["softmax?", { expression: "softmax", withDefinition: false }],
  ["nn.CrossEntropyLoss??", { expression: "nn.CrossEntropyLoss", withDefinition: true }],
])("%s asks about an expression", (code, expected) => {
  expect(readQuestion(code)).toEqual(expected);
});

it.each([["a ? b : c"], ["a?.b"], ["a ?? b"], ["?"], ["f(x)"], ["'what?'"]])("%s is a cell", (code) => {
  expect(readQuestion(code)).toBeUndefined();
});
