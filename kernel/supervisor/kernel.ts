/**
 * The kernel as a front end sees it: every request gets its reply, between `busy` and `idle` with the request
 * as parent. Cells run one after the other; everything else is answered at once, also while a cell runs.
 * What carries messages, runs cells and knows types is the host's (`kernel-host.ts`): this file knows no Node API.
 */

import type { CommContent, DisplayContent, ErrorContent, Outcome } from "../cell/messages.js";
import type { Diagnostic } from "../language/language-service.js";
import type { Content, Header, Message, Request, RequestType, ResponseType } from "../protocol/message.js";
import { isRequestType, newHeader, parseRequest } from "../protocol/message.js";
import type { CellSyntaxError } from "../transform/transform.js";
import { toCodePoints, toUtf16 } from "./cursor.js";
import { inspectionBundle } from "./inspection.js";
import type { CellOutput, CellRunner, KernelHost, Language, RequestChannel } from "./kernel-host.js";
import { StreamBatch } from "./stream-batch.js";
import { colourTraceback } from "./traceback-colours.js";
import { describeTypeErrors } from "./type-errors.js";

/** A request on its way through the kernel. */
interface Asked<T extends RequestType = RequestType> {
  readonly channel: RequestChannel;
  readonly message: Message;
  readonly content: Request<T>;
}

/** Requests answered at once, while cells wait their turn. */
type AnsweredType = Exclude<RequestType, "execute_request" | "input_reply">;

const LATE_OUTPUT_PARENTS = 10_000;
const BURST_MS = 15;
/** How long a cell runs before its types are checked beside it: one that is done at once shares the processor with nobody. */
const ALONE_MS = 5;

type Check = () => ReturnType<Language["check"]>;

export class Kernel {
  private readonly streams = new StreamBatch(({ id, name, text }) => {
    this.publish("stream", { name, text }, this.parentOf(id));
  });
  private readonly cells: CellRunner;
  private readonly language: Language;
  /** Open comms: id → target, for `comm_info`. */
  private readonly comms = new Map<string, string>();
  /** The question that the running cell waits with, and the `input_request` that asks it. */
  private question: { readonly request: number; readonly messageId: string } | undefined;

  private readonly queue: Asked<"execute_request">[] = [];
  private executing = false;
  /** The request whose cell ran last; output that names no other belongs to it. */
  private newest: Header | null = null;
  private running: Asked<"execute_request"> | undefined;
  private readonly parents = new Map<string, Header>();
  private executionCount = 0;
  private cellNumber = 0;
  private newestCheck: Check | undefined;
  private stopping = false;

  constructor(private readonly host: KernelHost) {
    this.cells = host.startCells({
      output: (message) => this.output(message),
      rawOutput: (name, text) => this.streams.add({ id: this.newest?.msg_id ?? "", name, text }),
      lost: () => this.lostState(),
    });
    this.language = host.startLanguage();
    this.publish("status", { execution_state: "starting" }, null);
  }

  interrupt(): void {
    // Between two cells, while the types of the last are still being checked, what is queued is meant.
    if (!this.cells.interrupt()) this.answerAborted(this.queue.splice(0));
  }

  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await Promise.all([this.language.close(), this.cells.close()]);
    await this.host.stopped();
  }

  // ------------------------------------------------------------------ requests

  receive(channel: RequestChannel, message: Message): void {
    const type = message.header.msg_type;
    if (!isRequestType(type)) {
      this.host.log(`a message on ${channel} was dropped: no such request as ${JSON.stringify(type)}`);
      return;
    }
    try {
      const asked = { channel, message, content: parseRequest(type, message.content) };
      if (type === "execute_request") this.enqueue(asked as Asked<"execute_request">);
      else if (type === "input_reply") this.answerInput(asked as Asked<"input_reply">);
      else void this.answer(type, asked);
    } catch (error) {
      this.refuse(channel, message, error as Error);
    }
  }

  private async answer(type: AnsweredType, asked: Asked): Promise<void> {
    this.status("busy", asked);
    try {
      await this.handlers[type](asked as never);
    } catch (error) {
      this.host.log(`${type} failed: ${error instanceof Error ? error.stack : error}`);
      this.reply(asked, errorReply(error as Error));
    }
    // What a comm's handlers printed comes before its idle.
    this.streams.flush();
    this.status("idle", asked);
    if (type === "shutdown_request") await this.stop();
  }

  private readonly handlers: {
    readonly [T in AnsweredType]: (asked: Asked<T>) => void | Promise<void>;
  } = {
    kernel_info_request: (asked) => this.reply(asked, this.host.info),

    is_complete_request: async (asked) => this.reply(asked, await this.host.completeness(asked.content.code)),

    complete_request: async (asked) => {
      const { code, cursor_pos } = asked.content;
      const { start, end, entries } = await this.language.complete({
        source: code,
        offset: toUtf16(code, cursor_pos),
      });
      const from = toCodePoints(code, start);
      const to = toCodePoints(code, end);
      this.reply(asked, {
        status: "ok",
        matches: entries.map(({ name }) => name),
        cursor_start: from,
        cursor_end: to,
        metadata: {
          _jupyter_types_experimental: entries.map(({ name, kind }) => ({
            text: name,
            type: kind,
            start: from,
            end: to,
          })),
        },
      });
    },

    inspect_request: async (asked) => {
      const { code, cursor_pos } = asked.content;
      const found = await this.language.inspect({
        source: code,
        offset: toUtf16(code, cursor_pos),
        withDefinition: asked.content.detail_level === 1,
      });
      this.reply(asked, {
        status: "ok",
        found: found !== undefined,
        data: found ? inspectionBundle(found) : {},
        metadata: {},
      });
    },

    history_request: (asked) =>
      this.reply(asked, { status: "ok", history: this.host.history.find(asked.content) }),

    comm_info_request: (asked) => {
      const wanted = asked.content.target_name;
      const open = [...this.comms].filter(([, target]) => !wanted || target === wanted);
      const comms = Object.fromEntries(open.map(([id, target]) => [id, { target_name: target }]));
      this.reply(asked, { status: "ok", comms });
    },

    comm_open: (asked) => {
      this.comms.set(asked.content.comm_id, asked.content.target_name);
      return this.toCells("comm_open", asked);
    },
    comm_msg: (asked) => this.toCells("comm_msg", asked),
    comm_close: (asked) => {
      this.comms.delete(asked.content.comm_id);
      return this.toCells("comm_close", asked);
    },

    interrupt_request: (asked) => {
      this.interrupt();
      this.reply(asked, { status: "ok" });
    },

    shutdown_request: (asked) => this.reply(asked, { status: "ok", restart: asked.content.restart }),

    debug_request: (asked) =>
      this.reply(
        asked,
        errorReply(new Error("This kernel has no debugger; kernel_info says debugger: false.")),
      ),
  };

  /** A request whose content does not fit its schema still gets a reply, so that the client does not wait. */
  private refuse(channel: RequestChannel, message: Message, error: Error): void {
    const asked = { channel, message };
    this.status("busy", asked);
    this.reply(asked, { ...errorReply(error), execution_count: this.executionCount });
    this.status("idle", asked);
  }

  // ------------------------------------------------------------------ comms and input

  private toCells(
    message: CommContent["message"],
    { message: { header, buffers }, content }: Asked<"comm_open" | "comm_msg" | "comm_close">,
  ): Promise<void> {
    this.remember(header);
    const target = "target_name" in content ? { targetName: String(content.target_name) } : {};
    return this.cells.comm(header.msg_id, {
      message,
      commId: content.comm_id,
      data: content.data,
      buffers,
      ...target,
    });
  }

  private fromCells(
    { message, commId, targetName, data, buffers }: CommContent,
    parent: Header | null,
  ): void {
    if (message === "comm_open") this.comms.set(commId, targetName ?? "");
    if (message === "comm_close") this.comms.delete(commId);
    const target = message === "comm_open" ? { target_name: targetName } : {};
    this.publish(message, { comm_id: commId, ...target, data }, parent, buffers);
  }

  /** Asks the front end that sent the running cell, and no other. */
  private askInput(request: number, prompt: string, password: boolean): void {
    if (!this.running) return;
    const { header, identities } = this.running.message;
    const message = this.newMessage("input_request", { prompt, password }, header, identities);
    this.question = { request, messageId: message.header.msg_id };
    this.host.send("stdin", message);
  }

  private answerInput({ message, content }: Asked<"input_reply">): void {
    // A front end that names no parent is taken to answer the question that is open.
    const parent = message.parentHeader?.msg_id;
    if (!this.question || (parent !== undefined && parent !== this.question.messageId)) return;
    this.cells.answerInput(this.question.request, content.value);
    this.question = undefined;
  }

  // ------------------------------------------------------------------ cells

  private enqueue(asked: Asked<"execute_request">): void {
    this.queue.push(asked);
    if (!this.executing) void this.work();
  }

  private async work(): Promise<void> {
    this.executing = true;
    for (let next = this.queue.shift(); next && !this.stopping; next = this.queue.shift()) {
      this.running = next;
      const aborted = await this.execute(next);
      this.running = undefined;
      this.question = undefined;
      this.streams.end();
      this.status("idle", next);
      this.answerAborted(aborted);
    }
    this.executing = false;
  }

  /** Returns the requests that an error keeps from running: those queued when its reply went out. */
  private async execute(asked: Asked<"execute_request">): Promise<Asked<"execute_request">[]> {
    const received = Date.now();
    const { code, silent } = asked.content;
    const parent = asked.message.header;
    const counted = asked.content.store_history && !silent;
    if (counted) this.executionCount += 1;
    const count = this.executionCount;
    const name = counted ? `Cell [${count}]` : "Cell [*]";
    this.remember(parent);

    let ran: Outcome | Promise<Outcome>;
    let check: Check = async () => [];
    try {
      const cell = await this.host.transform(code, name);
      ran = this.cells.run(parent.msg_id, cell, asked.content.allow_stdin);
      check = this.checkSoon(code);
    } catch (error) {
      ran = { status: "error", ...syntaxError(error) };
    }
    // Said when the cell already runs, and before anything of it is read.
    this.status("busy", asked);
    if (!silent) this.publish("execute_input", { code, execution_count: count }, parent);
    const outcome = await ran;
    const failed = outcome.status === "error";
    // "Run all" sends its cells one after the other; those behind a cell that fails at once are still on the way.
    if (failed)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, received + BURST_MS - Date.now())));
    this.streams.flush();

    if (outcome.status === "ok") {
      if (outcome.result && !silent) this.publishResult(outcome.result, count, parent);
      const user_expressions = await this.evaluateExpressions(asked);
      this.reply(asked, { status: "ok", execution_count: count, payload: [], user_expressions });
    } else {
      const { ename, evalue } = outcome;
      const traceback = colourTraceback(ename, outcome.traceback);
      this.publish("error", { ename, evalue, traceback }, parent);
      this.reply(asked, { status: "error", execution_count: count, ename, evalue, traceback });
    }
    if (counted) this.host.history.add(count, code, resultText(outcome));
    const aborted = failed && asked.content.stop_on_error ? this.queue.splice(0) : [];
    // The reply's way to its reader goes through threads and programs that want the processor too.
    await new Promise((resolve) => setTimeout(resolve, 1));
    // After the result, whatever came first, so that stored outputs do not depend on timing.
    const typeErrors = describeTypeErrors(name, code, unsaid(await check(), outcome));
    if (typeErrors !== "") {
      this.streams.flush();
      this.publish("stream", { name: "stderr", text: typeErrors }, parent);
    }
    return aborted;
  }

  /** Checks a cell's types when the result is asked for, and after a moment in any case. */
  private checkSoon(source: string): Check {
    const number = ++this.cellNumber;
    let checked: ReturnType<Check> | undefined;
    const check = () => {
      clearTimeout(timer);
      checked ??= this.language.check({ number, source });
      return checked;
    };
    const timer = setTimeout(check, ALONE_MS);
    this.newestCheck = check;
    return check;
  }

  private publishResult({ data, metadata }: DisplayContent, count: number, parent: Header): void {
    this.publish("execute_result", { execution_count: count, data, metadata }, parent);
  }

  /** Each expression gets its MIME bundle, or the error that it ended in. */
  private async evaluateExpressions(asked: Asked<"execute_request">): Promise<Content> {
    const results: Content = {};
    for (const [name, expression] of Object.entries(asked.content.user_expressions ?? {})) {
      try {
        const cell = await this.host.transform(String(expression), `Cell [${name}]`);
        const outcome = await this.cells.run(asked.message.header.msg_id, cell);
        if (outcome.status === "ok") {
          const { data, metadata } = outcome.result ?? { data: { "text/plain": "undefined" }, metadata: {} };
          results[name] = { status: "ok", data, metadata };
        } else {
          results[name] = outcome;
        }
      } catch (error) {
        results[name] = { status: "error", ...syntaxError(error) };
      }
    }
    return results;
  }

  private lostState(): void {
    // Forgotten with the others are the names of the cell that has ended it all.
    void this.newestCheck?.();
    this.language.reset();
    for (const id of this.comms.keys()) this.publish("comm_close", { comm_id: id, data: {} }, this.newest);
    this.comms.clear();
  }

  private answerAborted(requests: readonly Asked<"execute_request">[]): void {
    for (const asked of requests) {
      this.status("busy", asked);
      this.reply(asked, { status: "aborted" });
      this.status("idle", asked);
    }
  }

  private output(message: CellOutput): void {
    if (message.type === "stream") {
      this.streams.add(message);
      return;
    }
    this.streams.flush();
    const parent = this.parentOf(message.id);
    if (message.type === "clear_output") {
      this.publish("clear_output", { wait: message.wait }, parent);
      return;
    }
    if (message.type === "input_request") {
      this.askInput(message.request, message.prompt, message.password);
      return;
    }
    if (message.type === "comm") {
      this.fromCells(message, parent);
      return;
    }
    const { data, metadata, displayId, update } = message;
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.publish(update ? "update_display_data" : "display_data", { data, metadata, transient }, parent);
  }

  private remember(header: Header): void {
    this.newest = header;
    this.parents.set(header.msg_id, header);
    if (this.parents.size > LATE_OUTPUT_PARENTS) {
      const oldest = this.parents.keys().next().value;
      if (oldest !== undefined) this.parents.delete(oldest);
    }
  }

  private parentOf(id: string): Header | null {
    return this.parents.get(id) ?? this.newest;
  }

  // ------------------------------------------------------------------ sending

  private status(state: "busy" | "idle", asked: Pick<Asked, "message">): void {
    this.publish("status", { execution_state: state }, asked.message.header);
  }

  private publish(
    type: ResponseType,
    content: Content,
    parent: Header | null,
    buffers: readonly Uint8Array[] = [],
  ): void {
    this.host.send("iopub", this.newMessage(type, content, parent, [], buffers));
  }

  private reply(asked: Pick<Asked, "channel" | "message">, content: object): void {
    const { header, identities } = asked.message;
    const type = header.msg_type.replace(/_request$/, "_reply");
    this.host.send(asked.channel, this.newMessage(type, content as Content, header, identities));
  }

  private newMessage(
    type: string,
    content: Content,
    parentHeader: Header | null,
    identities: readonly Uint8Array[],
    buffers: readonly Uint8Array[] = [],
  ): Message {
    const header = newHeader(type, this.host.session, this.host.username);
    return { identities, header, parentHeader, metadata: {}, content, buffers };
  }
}

/** A name that is not defined is said once: by the error that the cell ended in. */
function unsaid(diagnostics: readonly Diagnostic[], outcome: Outcome): readonly Diagnostic[] {
  if (outcome.status !== "error" || outcome.ename !== "ReferenceError") return diagnostics;
  const name = /^(\S+) is not defined$/.exec(outcome.evalue)?.[1];
  return diagnostics.filter(
    ({ code, message }) => !(code === CANNOT_FIND_NAME && message.includes(`'${name}'`)),
  );
}

/** TypeScript's "Cannot find name"; with a suggestion it has another number, and is worth saying. */
const CANNOT_FIND_NAME = 2304;

/** What the history keeps of a result. */
function resultText(outcome: Outcome): string | null {
  const text = outcome.status === "ok" ? outcome.result?.data["text/plain"] : undefined;
  return typeof text === "string" ? text : null;
}

function errorReply(error: Error): Content {
  return {
    status: "error",
    ename: error.name,
    evalue: error.message,
    traceback: [`${error.name}: ${error.message}`],
  };
}

function syntaxError(error: unknown): ErrorContent {
  // A CellSyntaxError says itself how it is shown. Its class comes with the transform, which may not be loaded.
  const { name, message, stack, traceback } = error as Error & Partial<CellSyntaxError>;
  return { ename: name, evalue: message, traceback: traceback ?? [stack ?? message] };
}
