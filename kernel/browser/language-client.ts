/** The page's side of the language worker: questions and their answers. A question that it cannot answer is answered with nothing. */
import type { LanguageCalls, LanguageMethod, LanguageResponse } from "../language/messages.js";
import type { Language } from "../supervisor/kernel-host.js";
import type { Completeness } from "../transform/completeness.js";
import { CellSyntaxError, type TransformedCell } from "../transform/transform.js";
import type { SyntaxCalls, ToLanguageWorker } from "./messages.js";

type Calls = LanguageCalls & SyntaxCalls;

export class LanguageClient implements Language {
  private readonly worker: Worker;
  private readonly pending = new Map<number, (response: LanguageResponse) => void>();
  private calls = 0;
  /** Why the worker will answer nothing. */
  private failure: string | undefined;

  constructor(
    program: URL,
    private readonly log: (text: string) => void,
  ) {
    this.worker = new Worker(program, { type: "module", name: "losslab types" });
    this.worker.addEventListener("message", ({ data }: MessageEvent<LanguageResponse>) => this.answer(data));
    this.worker.addEventListener("error", (event) => {
      this.failure = `the worker for types failed: ${event.message ?? "it could not be loaded"}`;
      for (const id of [...this.pending.keys()]) this.answer({ id, error: this.failure });
    });
  }

  /** Throws a `CellSyntaxError`. */
  async transform(source: string, name: string): Promise<TransformedCell> {
    const result = await this.call("transform", { source, name });
    if (result === undefined)
      throw new Error(
        "The cell could not be compiled, because the worker for it is not there. Reload the page.",
      );
    if ("code" in result) return result;
    throw new CellSyntaxError(result.message, result.traceback);
  }

  async completeness(source: string): Promise<Completeness> {
    return (await this.call("completeness", { source })) ?? { status: "complete" };
  }

  async check(cell: LanguageCalls["check"]["params"]): Promise<LanguageCalls["check"]["result"]> {
    return (await this.call("check", cell)) ?? [];
  }

  async complete(params: LanguageCalls["complete"]["params"]): Promise<LanguageCalls["complete"]["result"]> {
    const { offset } = params;
    return (await this.call("complete", params)) ?? { start: offset, end: offset, entries: [] };
  }

  inspect(params: LanguageCalls["inspect"]["params"]): Promise<LanguageCalls["inspect"]["result"]> {
    return this.call("inspect", params);
  }

  reset(): void {
    void this.call("reset", {});
  }

  async close(): Promise<void> {
    this.worker.terminate();
  }

  private call<M extends LanguageMethod | keyof SyntaxCalls>(
    method: M,
    params: Calls[M]["params"],
  ): Promise<Calls[M]["result"] | undefined> {
    return new Promise((resolve) => {
      const id = ++this.calls;
      this.pending.set(id, ({ result, error }) => {
        if (error !== undefined) this.log(error);
        resolve(result as Calls[M]["result"] | undefined);
      });
      if (this.failure === undefined) this.worker.postMessage({ id, method, params } as ToLanguageWorker);
      else this.answer({ id, error: this.failure });
    });
  }

  private answer(response: LanguageResponse): void {
    const settle = this.pending.get(response.id);
    this.pending.delete(response.id);
    settle?.(response);
  }
}
