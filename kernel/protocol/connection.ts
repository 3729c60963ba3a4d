/**
 * The connection file: where the five sockets are and with which key messages are signed.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

const connectionSchema = v.object({
  transport: v.picklist(["tcp", "ipc"]),
  ip: v.pipe(v.string(), v.nonEmpty()),
  shell_port: port,
  iopub_port: port,
  stdin_port: port,
  control_port: port,
  hb_port: port,
  key: v.string(),
  signature_scheme: v.optional(v.literal("hmac-sha256"), "hmac-sha256"),
  kernel_name: v.optional(v.string()),
});

export type Connection = v.InferOutput<typeof connectionSchema>;
export type Channel = "shell" | "iopub" | "stdin" | "control" | "hb";

/** Says what is wrong with a connection file, in words for the person who started the kernel. */
export class ConnectionFileError extends Error {
  override name = "ConnectionFileError";
}

export function readConnection(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
    throw new ConnectionFileError(
      `connection file ${path}: ${why}. Jupyter writes it when it starts a kernel; \`losslab kernel\` is not started by hand.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConnectionFileError(`connection file ${path} is not JSON: ${(error as Error).message}`);
  }
  const parsed = v.safeParse(connectionSchema, json);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => {
      const field = v.getDotPath(issue);
      return field ? `${field}: ${issue.message}` : issue.message;
    });
    throw new ConnectionFileError(`connection file ${path} is not usable: ${problems.join("; ")}`);
  }
  return parsed.output;
}

/** The zeromq endpoint of a channel, e.g. `tcp://127.0.0.1:50001`. */
export function endpoint(connection: Connection, channel: Channel): string {
  const port = connection[`${channel}_port`];
  return connection.transport === "ipc" ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}
