// Which Node losslab runs on: said once, for the launcher, which looks for one, and for the doctor, who judges one.

/** As in package.json's "engines". */
export const OLDEST_NODE = { major: 20, minor: 19 } as const;
/** The lines that the tests run on. */
export const TESTED_MAJORS: readonly number[] = [20, 22, 24];

export const OLDEST_NODE_TEXT = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;

export type NodeSupport = "supported" | "untested" | "too old";

/** `version` as in `process.versions.node`. */
export function nodeSupport(version: string): NodeSupport {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor))
    return "too old";
  return TESTED_MAJORS.includes(major) ? "supported" : "untested";
}
