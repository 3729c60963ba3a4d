/**
 * The messages of the Jupyter messaging specification 5.5, as an executable schema: types for the
 * kernel and the client, checks for what arrives and, in the tests, for everything that is seen.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import * as v from "valibot";

export const PROTOCOL_VERSION = "5.5";

export const headerSchema = v.looseObject({
  msg_id: v.string(),
  msg_type: v.string(),
  session: v.string(),
  username: v.string(),
  date: v.optional(v.string()),
  version: v.optional(v.string()),
});

export type Header = v.InferOutput<typeof headerSchema>;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Content = Record<string, unknown>;

export interface Message {
  /** zeromq routing prefix: the client's identity on a ROUTER socket, the topic on PUB. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parentHeader: Header | null;
  readonly metadata: Record<string, unknown>;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** A header of this session; every message has an id of its own. */
export function newHeader(type: string, session: string, username: string): Header {
  return {
    msg_id: crypto.randomUUID(),
    msg_type: type,
    session,
    username,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
}

const json = v.record(v.string(), v.unknown());
const integer = v.pipe(v.number(), v.integer());
const cursor = v.pipe(integer, v.minValue(0));
const count = cursor;
const mimeBundle = v.pipe(
  json,
  v.check((bundle) => typeof bundle["text/plain"] === "string", "a MIME bundle needs text/plain"),
);
const errorFields = { ename: v.string(), evalue: v.string(), traceback: v.array(v.string()) };
const errorReply = v.looseObject({ status: v.picklist(["error", "aborted"]) });
const replyOf = <const E extends v.ObjectEntries>(entries: E) =>
  v.union([v.looseObject({ status: v.literal("ok"), ...entries }), errorReply]);

/** What a front end may send. A request that does not fit is answered with an error that says where. */
export const requestSchemas = {
  kernel_info_request: v.looseObject({}),
  execute_request: v.looseObject({
    code: v.string(),
    silent: v.optional(v.boolean(), false),
    store_history: v.optional(v.boolean(), true),
    user_expressions: v.optional(v.nullable(json), {}),
    allow_stdin: v.optional(v.boolean(), true),
    stop_on_error: v.optional(v.boolean(), true),
  }),
  inspect_request: v.looseObject({
    code: v.string(),
    cursor_pos: cursor,
    detail_level: v.optional(v.picklist([0, 1]), 0),
  }),
  complete_request: v.looseObject({ code: v.string(), cursor_pos: cursor }),
  is_complete_request: v.looseObject({ code: v.string() }),
  history_request: v.looseObject({
    hist_access_type: v.picklist(["range", "tail", "search"]),
    output: v.optional(v.boolean(), false),
    session: v.optional(integer),
    start: v.optional(integer),
    stop: v.optional(v.nullable(integer)),
    n: v.optional(v.nullable(integer)),
    pattern: v.optional(v.string()),
    unique: v.optional(v.boolean()),
  }),
  comm_info_request: v.looseObject({ target_name: v.optional(v.nullable(v.string())) }),
  comm_open: v.looseObject({ comm_id: v.string(), target_name: v.string(), data: v.optional(json, {}) }),
  comm_msg: v.looseObject({ comm_id: v.string(), data: v.optional(json, {}) }),
  comm_close: v.looseObject({ comm_id: v.string(), data: v.optional(json, {}) }),
  interrupt_request: v.looseObject({}),
  shutdown_request: v.looseObject({ restart: v.optional(v.boolean(), false) }),
  debug_request: v.looseObject({}),
  input_reply: v.looseObject({ value: v.string() }),
} as const;

export type RequestType = keyof typeof requestSchemas;
export type Request<T extends RequestType> = v.InferOutput<(typeof requestSchemas)[T]>;

/** What the kernel sends. */
export const responseSchemas = {
  kernel_info_reply: replyOf({
    protocol_version: v.pipe(v.string(), v.regex(/^\d+\.\d+/)),
    implementation: v.string(),
    implementation_version: v.string(),
    language_info: v.looseObject({
      name: v.string(),
      version: v.string(),
      mimetype: v.string(),
      file_extension: v.pipe(v.string(), v.startsWith(".")),
    }),
    banner: v.string(),
    debugger: v.boolean(),
    help_links: v.array(v.object({ text: v.string(), url: v.string() })),
    supported_features: v.array(v.string()),
  }),
  execute_reply: v.union([
    v.looseObject({
      status: v.literal("ok"),
      execution_count: count,
      payload: v.array(json),
      user_expressions: json,
    }),
    v.looseObject({ status: v.literal("error"), execution_count: count, ...errorFields }),
    v.looseObject({ status: v.literal("aborted") }),
  ]),
  inspect_reply: replyOf({ found: v.boolean(), data: json, metadata: json }),
  complete_reply: replyOf({
    matches: v.array(v.string()),
    cursor_start: cursor,
    cursor_end: cursor,
    metadata: json,
  }),
  is_complete_reply: v.union([
    v.looseObject({ status: v.picklist(["complete", "invalid", "unknown"]) }),
    v.looseObject({ status: v.literal("incomplete"), indent: v.string() }),
  ]),
  history_reply: replyOf({ history: v.array(v.array(v.unknown())) }),
  comm_info_reply: replyOf({ comms: v.record(v.string(), v.object({ target_name: v.string() })) }),
  interrupt_reply: replyOf({}),
  shutdown_reply: replyOf({ restart: v.boolean() }),
  debug_reply: v.looseObject({}),
  status: v.object({ execution_state: v.picklist(["busy", "idle", "starting"]) }),
  stream: v.object({ name: v.picklist(["stdout", "stderr"]), text: v.string() }),
  execute_input: v.object({ code: v.string(), execution_count: count }),
  execute_result: v.looseObject({ execution_count: count, data: mimeBundle, metadata: json }),
  display_data: v.looseObject({ data: mimeBundle, metadata: json, transient: v.optional(json) }),
  update_display_data: v.looseObject({
    data: mimeBundle,
    metadata: json,
    transient: v.looseObject({ display_id: v.string() }),
  }),
  clear_output: v.object({ wait: v.boolean() }),
  error: v.looseObject(errorFields),
  comm_open: v.looseObject({ comm_id: v.string(), target_name: v.string(), data: json }),
  comm_msg: v.looseObject({ comm_id: v.string(), data: json }),
  comm_close: v.looseObject({ comm_id: v.string(), data: json }),
  input_request: v.object({ prompt: v.string(), password: v.boolean() }),
} as const;

export type ResponseType = keyof typeof responseSchemas;

/** The request types' table has no entry for anything else, `constructor` included. */
export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(requestSchemas, type);
}

/** Checks a request's content; the error names each field that does not fit. */
export function parseRequest<T extends RequestType>(type: T, content: Content): Request<T> {
  const parsed = v.safeParse(requestSchemas[type], content);
  if (parsed.success) return parsed.output as Request<T>;
  throw new TypeError(`${type}: ${describeIssues(parsed.issues)}`);
}

/** Throws unless `message` is a well-formed message of the kernel. */
export function assertResponse(message: Message): void {
  const header = v.safeParse(
    v.looseObject({ ...headerSchema.entries, date: v.string(), version: v.literal(PROTOCOL_VERSION) }),
    message.header,
  );
  if (!header.success) throw new TypeError(`header: ${describeIssues(header.issues)}`);
  const type = message.header.msg_type;
  if (!Object.hasOwn(responseSchemas, type)) throw new TypeError(`the kernel sends no ${type}`);
  const content = v.safeParse(responseSchemas[type as ResponseType], message.content);
  if (!content.success) throw new TypeError(`${type}: ${describeIssues(content.issues)}`);
}

function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? "content"}: ${issue.message}`).join("; ");
}
