import { expect, it } from "vitest";
import type { CodeCell } from "./notebook.js";
import { NotebookOutputs } from "./outputs.js";

function cell(): CodeCell {
  return { cell_type: "code", source: "", metadata: {}, execution_count: null, outputs: [] };
}
const stream = (name: string, text: string) => ({ msg_type: "stream", content: { name, text } });
const display = (text: string, id?: string, type = "display_data") => ({
  msg_type: type,
  content: { data: { "text/plain": text }, metadata: {}, ...(id && { transient: { display_id: id } }) },
});
function texts({ outputs }: CodeCell): unknown[] {
  return outputs.map((output) =>
    "data" in output ? output.data["text/plain"] : "text" in output ? output.text : output.ename,
  );
}

it("makes one output of what is printed in pieces, and another when the stream changes", () => {
  const target = cell();
  const collect = new NotebookOutputs().collect(target);
  for (const message of [
    stream("stdout", "a"),
    stream("stdout", "b\n"),
    stream("stderr", "!"),
    stream("stdout", "c"),
  ])
    collect(message);
  expect(target.outputs).toEqual([
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "!" },
    { output_type: "stream", name: "stdout", text: "c" },
  ]);
});

it("stores a result with its count, an error with its traceback, and no transient data", () => {
  const target = cell();
  const collect = new NotebookOutputs().collect(target);
  collect({ msg_type: "execute_input", content: { code: "1", execution_count: 4 } });
  collect({
    msg_type: "execute_result",
    content: {
      data: { "text/plain": "1" },
      metadata: {},
      execution_count: 4,
      transient: { display_id: "x" },
    },
  });
  collect({ msg_type: "error", content: { ename: "E", evalue: "v", traceback: ["t"] } });
  collect({ msg_type: "status", content: { execution_state: "idle" } });
  expect(target).toEqual({
    ...cell(),
    execution_count: 4,
    outputs: [
      { output_type: "execute_result", data: { "text/plain": "1" }, metadata: {}, execution_count: 4 },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
    ],
  });
});

it("updates every display of an id, in earlier cells too", () => {
  const outputs = new NotebookOutputs();
  const [first, second] = [cell(), cell()];
  const collectFirst = outputs.collect(first);
  collectFirst(display("old", "d"));
  collectFirst(display("other", "e"));
  const collectSecond = outputs.collect(second);
  collectSecond(display("old", "d"));
  collectSecond(display("new", "d", "update_display_data"));
  expect([texts(first), texts(second)]).toEqual([["new", "other"], ["new"]]);
});

it("an update of an unknown display adds nothing", () => {
  const target = cell();
  new NotebookOutputs().collect(target)(display("new", "nobody", "update_display_data"));
  expect(target.outputs).toEqual([]);
});

it("clears at once, or with wait when the next output comes", () => {
  const target = cell();
  const collect = new NotebookOutputs().collect(target);
  collect(display("a", "d"));
  collect({ msg_type: "clear_output", content: { wait: true } });
  expect(texts(target)).toEqual(["a"]);
  collect(stream("stdout", "b"));
  expect(texts(target)).toEqual(["b"]);
  collect({ msg_type: "clear_output", content: { wait: false } });
  expect(texts(target)).toEqual([]);
  // What was cleared away is no longer updated, and does not come back.
  collect(display("c", "d", "update_display_data"));
  expect(texts(target)).toEqual([]);
});

it("survives messages that lack what they should have", () => {
  const target = cell();
  const collect = new NotebookOutputs().collect(target);
  for (const msg_type of [
    "stream",
    "display_data",
    "execute_result",
    "error",
    "update_display_data",
    "clear_output",
    "novelty",
  ]) {
    collect({ msg_type, content: {} });
  }
  collect({ msg_type: "stream", content: { name: "stdout", text: 5 } });
  expect(target.outputs).toMatchObject([{ output_type: "stream", name: "stdout", text: "5" }]);
});
