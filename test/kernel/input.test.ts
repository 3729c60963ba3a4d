import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { endpoint } from "../../kernel/protocol/connection.js";
import { decodeMessage, encodeMessage } from "../../kernel/protocol/frames.js";
import { Signer } from "../../kernel/protocol/signature.js";
import { KernelUnderTest } from "./kernel-under-test.js";

describe("a cell that asks its reader", () => {
  let kernel: KernelUnderTest;
  let asked: [string, boolean][] = [];
  let answer: (prompt: string) => string | Promise<string> = () => "Ada";
  beforeAll(async () => {
    kernel = await KernelUnderTest.start({
      onInput: (prompt, password) => {
        asked.push([prompt, password]);
        return answer(prompt);
      },
    });
  });
  afterAll(() => kernel.stop());

  it("waits for the answer, as text as it was typed", async () => {
    asked = [];
    answer = () => "Ada 😀 <b>";
    expect(await kernel.value('jupyter.input("name? ")')).toBe("'Ada 😀 <b>'");
    expect(asked).toEqual([["name? ", false]]);
  });

  it("may ask for a password, which the front end does not show", async () => {
    asked = [];
    await kernel.value('jupyter.input("secret: ", { password: true })');
    expect(asked).toEqual([["secret: ", true]]);
  });

  it("asks several times in one cell, each answer for its question", async () => {
    answer = (prompt) => `for ${prompt}`;
    expect(await kernel.value("[1, 2, 3].map((n) => jupyter.input('q' + n)).join()")).toBe(
      "'for q1,for q2,for q3'",
    );
  });

  it("has prompt with a default and confirm", async () => {
    answer = () => "";
    expect(await kernel.value('[prompt("x?"), prompt("x?", "dflt")]')).toBe("[ null, 'dflt' ]");
    answer = (prompt) => (prompt.startsWith("sure?") ? "Yes" : "nope");
    expect(await kernel.value('[confirm("sure?"), confirm("really?")]')).toBe("[ true, false ]");
  });

  it("is answered although it asks from a timer or after an await", async () => {
    answer = () => "late";
    expect(
      await kernel.value(
        "await new Promise((resolve) => setTimeout(() => resolve(jupyter.input('later? ')), 5))",
      ),
    ).toBe("'late'");
  });

  it("can be interrupted, and an answer that comes too late is not taken for the next question", async () => {
    let answerFirst: (text: string) => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      answer = () => {
        resolve();
        return new Promise((later) => {
          answerFirst = later;
        });
      };
    });
    const running = kernel.run('jupyter.input("never answered")');
    await waiting;
    await kernel.client.interrupt();
    expect((await running).reply).toMatchObject({ status: "error", ename: "Interrupted" });
    answerFirst("too late");
    answer = () => "in time";
    expect(await kernel.value('jupyter.input("again? ")')).toBe("'in time'");
  });

  it("does not keep the kernel from answering others", async () => {
    let release: (text: string) => void = () => {};
    answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const running = kernel.run('jupyter.input("wait")');
    await kernel.client.heartbeat();
    const { reply } = await kernel.client.request("shell", "complete_request", {
      code: "Math.fl",
      cursor_pos: 7,
    });
    expect(reply.content.matches).toEqual(["floor"]);
    release("done");
    expect((await running).result).toBe("'done'");
  });
});

describe("where nobody can be asked", () => {
  it("asking is an error that says so", async () => {
    const kernel = await KernelUnderTest.start();
    for (const code of ['jupyter.input("name? ")', 'prompt("name?")', "confirm()"]) {
      const { reply } = await kernel.run(code);
      expect(reply).toMatchObject({ status: "error", ename: "StdinNotImplementedError" });
      expect(reply.evalue).toContain("takes no questions");
    }
    await kernel.stop();
  });
});

it("a question waits for a reader whose stdin socket connects after the cell was sent", async () => {
  const kernel = await KernelUnderTest.start();
  const { connection } = kernel.client;
  const signer = new Signer(connection.key);
  const [shell, stdin] = [new Dealer({ routingId: "late" }), new Dealer({ routingId: "late" })];
  try {
    shell.connect(endpoint(connection, "shell"));
    const content = { code: 'jupyter.input("who? ")', silent: false, store_history: false };
    const more = { user_expressions: {}, allow_stdin: true, stop_on_error: true };
    const request = kernel.client.message("execute_request", { ...content, ...more });
    await shell.send(encodeMessage(request, signer));
    await new Promise((resolve) => setTimeout(resolve, 500));
    stdin.connect(endpoint(connection, "stdin"));
    const question = decodeMessage(await stdin.receive(), signer);
    expect(question.content).toMatchObject({ prompt: "who? " });
    const answer = {
      ...kernel.client.message("input_reply", { value: "Ada" }),
      parentHeader: question.header,
    };
    await stdin.send(encodeMessage(answer, signer));
    expect(decodeMessage(await shell.receive(), signer).content).toMatchObject({ status: "ok" });
  } finally {
    shell.close();
    stdin.close();
    await kernel.stop();
  }
});
