/**
 * How Node is started for the supervisor. What a message leaves behind is of no use when the next one comes: without a limit V8's space for such
 * objects grows over some thousand cells, and so does the process, from 72 to 115 MB; with this one, to 81.
 */
export const SUPERVISOR_FLAGS: readonly string[] = ["--max-semi-space-size=1"];
