// What torch_test.py asks the built library: a JSON array of calls on the standard input, an array of answers on the output.
// A call that throws is answered with { error }. Knows the names of no function; numbers that JSON lacks are strings.

import { readFileSync } from "node:fs";
import * as losslab from "../../dist/lib/index.js";

const { tensor, Tensor } = losslab;
/** The functions by name. */
const library = { ...losslab };

const distances = {
  /** 1 − cosine similarity, of the operations that any user has. */
  cosine: (a, b) => {
    const dot = (x, y) => x.mul(y).sum({ dim: -1 });
    return dot(a, b)
      .div(dot(a, a).mul(dot(b, b)).sqrt())
      .neg()
      .add(1);
  },
};

const kinds = { loss: callLoss, method: callMethod, random: callRandom, text: callText };
const calls = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(answer)));

function answer(call) {
  try {
    return kinds[call.kind](call);
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** A function of the library, with its gradients for the inputs that are listed in `requiresGrad`. */
function callLoss({ fn, inputs, options, requiresGrad = [], gradOutput, distance }) {
  const f = library[fn];
  if (typeof f !== "function") throw new Error(`the library exports no function ${fn}`);
  const tensors = inputs.map(decode);
  for (const i of requiresGrad) tensors[i].requiresGrad_();
  const given = Object.entries(options ?? {}).map(([name, value]) => [
    name,
    value?.shape ? decode(value) : fromJson(value),
  ]);
  if (distance) given.push(["distanceFunction", distances[distance]]);
  const output = f(...tensors, Object.fromEntries(given));
  if (requiresGrad.length > 0) output.backward(gradOutput ? decode(gradOutput) : undefined);
  return {
    output: encode(output),
    grads: requiresGrad.map((i) => (tensors[i].grad ? encode(tensors[i].grad) : null)),
  };
}

/** A method of a tensor; `other` may be a number or a boolean. */
function callMethod({ name, self, other, options }) {
  const operand = other?.shape ? decode(other) : fromJson(other);
  const args = [operand, options].filter((x) => x !== undefined);
  return { output: encode(decode(self)[name](...args)) };
}

/** Random numbers after a seed, one draw after the other. */
function callRandom({ seed, draws }) {
  losslab.seed(seed);
  return { outputs: draws.map(([name, ...args]) => encode(library[name](...args))) };
}

function callText({ self }) {
  return { text: decode(self).toString() };
}

function decode({ dtype, shape, data }) {
  return tensor(Float64Array.from(data, Number), { dtype }).reshape(shape);
}

function encode(x) {
  if (!(x instanceof Tensor)) throw new Error(`expected a tensor, got ${String(x)}`);
  const data = Array.from(x.contiguous().data, toJson);
  return { dtype: x.dtype, shape: [...x.shape], data };
}

function toJson(x) {
  return Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? "-0" : String(x);
}

function fromJson(x) {
  return ["NaN", "Infinity", "-Infinity", "-0"].includes(x) ? Number(x) : x;
}
