// Our own kernel as a session that executes notebooks: starts it through the client and puts its messages in the form that
// execute.ts asks for. The only file here that knows the client.
import { KernelClient } from "../client/kernel-client.js";
import type { KernelSession } from "./execute.js";

/** Starts a kernel in a folder. Rejects, with what the kernel said last, when it does not come up. */
export async function launchKernel({ cwd }: { cwd: string }): Promise<KernelSession> {
  const client = await KernelClient.launch({ cwd, env: { LOSSLAB_HISTORY: "" } });
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
