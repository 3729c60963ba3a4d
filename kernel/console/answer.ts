// The answer to a question that a running cell asks at the terminal. What is typed as a password is not shown.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

export interface Question {
  readonly prompt: string;
  readonly password: boolean;
  /** The cell is over: nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Undefined when there is none: Ctrl-C, Ctrl-D, or the signal. */
export function readAnswer(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  { prompt, password, signal }: Question,
): Promise<string | undefined> {
  // readline keeps the last line in sight; those above it are only written.
  const lastLine = prompt.slice(prompt.lastIndexOf("\n") + 1);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({
    input,
    output: password ? silent : output,
    terminal: true,
    historySize: 0,
    prompt: password ? "" : lastLine,
  });
  return new Promise((resolve) => {
    let over = false;
    const end = (answer: string | undefined) => {
      if (over) return;
      over = true;
      signal.removeEventListener("abort", none);
      line.close();
      if (password || answer === undefined) output.write("\n");
      resolve(answer);
    };
    const none = () => end(undefined);
    signal.addEventListener("abort", none);
    line.on("line", end).on("SIGINT", none).on("close", none);
    // Only now, when the terminal has stopped to echo: who sees the question may type at once.
    output.write(password ? prompt : prompt.slice(0, prompt.length - lastLine.length));
    line.prompt();
  });
}
