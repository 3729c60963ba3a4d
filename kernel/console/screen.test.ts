import { describe, expect, it } from "vitest";
import { palette } from "./colour.js";
import { Screen } from "./screen.js";

class Terminal {
  text = "";
  constructor(
    readonly isTTY: boolean,
    readonly columns = 40,
    readonly rows = 10,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

function screen({ isTTY = true, colour = false } = {}) {
  const out = new Terminal(isTTY);
  const err = new Terminal(false);
  return { out, err, screen: new Screen(out, isTTY ? out : err, palette(colour), isTTY) };
}
const bundle = (text: string, id?: string) => ({
  data: { "text/plain": text },
  metadata: {},
  transient: id === undefined ? {} : { display_id: id },
});

describe("on a terminal", () => {
  it("a result has its number, and a line of its own when it has several", () => {
    const { out, screen: shown } = screen();
    shown.receive("execute_result", { execution_count: 3, ...bundle("2") });
    shown.receive("execute_result", { execution_count: 4, ...bundle("a\nb") });
    expect(out.text).toBe("Out[3]: 2\nOut[4]:\na\nb\n");
  });

  it("what follows an unfinished line begins on the next", () => {
    const { out, screen: shown } = screen();
    shown.receive("stream", { name: "stdout", text: "50 %" });
    shown.receive("display_data", bundle("shown"));
    shown.receive("stream", { name: "stdout", text: "end" });
    shown.end();
    expect(out.text).toBe("50 %\nshown\nend\n");
  });

  it("a display is changed where it stands, and what came after it is kept", () => {
    const { out, screen: shown } = screen();
    shown.receive("display_data", bundle("step 1\nof 2", "id"));
    shown.receive("stream", { name: "stdout", text: "below\n" });
    shown.receive("update_display_data", bundle("step 2", "id"));
    expect(out.text).toBe("step 1\nof 2\nbelow\n\x1b[3A\r\x1b[Jstep 2\nbelow\n");
  });

  it.each([
    ["of an earlier cell", (shown: Screen) => shown.begin()],
    ["above lines that may have been wrapped", (shown: Screen) => shown.say("x".repeat(21))],
    ["that was scrolled away", (shown: Screen) => shown.say("\n".repeat(10))],
    ["above a question", (shown: Screen) => shown.takeLine()],
  ])("a display %s is shown again", (_, happens) => {
    const { out, screen: shown } = screen();
    shown.receive("display_data", bundle("one", "id"));
    happens(shown);
    shown.receive("update_display_data", bundle("two", "id"));
    expect(out.text).not.toContain("\x1b[");
    expect(out.text.endsWith("two\n")).toBe(true);
  });

  it("clearing waits for the next output when it was asked to", () => {
    const { out, screen: shown } = screen();
    shown.receive("stream", { name: "stdout", text: "1\n" });
    shown.receive("clear_output", { wait: true });
    expect(out.text).toBe("1\n");
    shown.receive("stream", { name: "stdout", text: "2\n" });
    expect(out.text).toBe("1\n\x1b[1A\r\x1b[J2\n");
  });

  it("the line that a cell began belongs to the question that it asks", () => {
    const { screen: shown } = screen();
    shown.receive("stream", { name: "stdout", text: "Hello\nWho? " });
    expect(shown.takeLine()).toBe("Who? ");
    expect(shown.takeLine()).toBe("");
  });

  it("an error without colours of its own begins in red, when colours are wanted", () => {
    const error = { ename: "E", evalue: "m", traceback: ["E: m", "    at Cell [1]"] };
    const coloured = screen({ colour: true });
    coloured.screen.receive("error", error);
    expect(coloured.out.text).toBe("\x1b[31mE: m\x1b[39m\n    at Cell [1]\n");
    const plain = screen();
    plain.screen.receive("error", { ...error, traceback: ["\x1b[0;31mE\x1b[0m: m"] });
    expect(plain.out.text).toBe("E: m\n");
  });
});

describe("without a terminal", () => {
  it("results are bare, errors and stderr go where errors go, and nothing is changed afterwards", () => {
    const { out, err, screen: shown } = screen({ isTTY: false });
    shown.receive("execute_result", { execution_count: 1, ...bundle("2") });
    shown.receive("stream", { name: "stderr", text: "warning\n" });
    shown.receive("display_data", bundle("one", "id"));
    shown.receive("update_display_data", bundle("two", "id"));
    shown.receive("error", { ename: "E", evalue: "m", traceback: ["E: m"] });
    expect(out.text).toBe("2\none\ntwo\n");
    expect(err.text).toBe("warning\nE: m\n");
  });
});
