// Our own kernel as a session that executes notebooks: starts it through the client and puts its messages in the form that
// execute.ts asks for. The only file here that knows the client.
import { KernelClient, type LaunchOptions } from "../client/kernel-client.js";
import type { KernelSession } from "./execute.js";

/** What may be said of the kernel: its folder, another way to start it, more environment. */
type KernelOptions = Pick<LaunchOptions, "argv" | "env"> & { readonly cwd: string };

/** Starts a kernel in a folder. Rejects, with what the kernel said last, when it does not come up. */
export async function launchKernel({ cwd, argv, env }: KernelOptions): Promise<KernelSession> {
  const launch = () => KernelClient.launch({ cwd, argv, env: { LOSSLAB_HISTORY: "", ...env } });
  // Ports that were free when they were chosen may be another's, perhaps the next notebook's, when the kernel opens them.
  const client = await launch().catch((error: Error) => {
    if (error.message.includes("is in use by another program")) return launch();
    throw error;
  });
  return {
    async kernelInfo() {
      const { language_info, implementation, implementation_version } = await client.kernelInfo();
      return {
        language_info: (language_info ?? {}) as Record<string, unknown>,
        implementation: String(implementation),
        implementation_version: String(implementation_version),
      };
    },
    async execute(code, onIopub, options) {
      const { reply } = await client.execute(
        code,
        ({ header, content }) => onIopub({ msg_type: header.msg_type, content }),
        options,
      );
      const { status, execution_count, ename, evalue, traceback } = reply.content;
      return {
        status: status === "ok" || status === "aborted" ? status : "error",
        execution_count: typeof execution_count === "number" ? execution_count : undefined,
        ename: typeof ename === "string" ? ename : undefined,
        evalue: typeof evalue === "string" ? evalue : undefined,
        traceback: Array.isArray(traceback) ? traceback.map(String) : undefined,
      };
    },
    interrupt: () => client.interrupt(),
    shutdown: () => client.shutdown(),
  };
}
