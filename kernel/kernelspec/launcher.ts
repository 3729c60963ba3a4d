// What a kernelspec starts, so that it still starts after Node was upgraded.
//
// A version manager keeps each Node in a folder of its own (~/.nvm/versions/node/v20.1.0/bin/node), Homebrew does too, and removes the
// old one; a global installation of losslab goes with it. A plain `node` in kernel.json is no way out: Jupyter started from a desktop,
// and VS Code, have no version manager in their PATH. So on Linux and macOS the kernelspec starts a few lines of POSIX shell that lie
// beside kernel.json: they `exec` the Node and the losslab recorded at installation, so no shell stays between Jupyter and the kernel
// (signals, process id and exit status are Node's), and only when one of these is gone look for another.
//
// On Windows the recorded path itself is started. Its installers and nvm-windows have one path for every version, so there is little to
// look for; and cmd.exe, which cannot exec, would stay in between, where Jupyter's kill would end it and leave the kernel running.
import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { CELLS_CERTIFICATES } from "../supervisor/cell-environment.js";
import { SUPERVISOR_FLAGS } from "../supervisor/flags.js";
import { OLDEST_NODE } from "./node-version.js";

export interface Program {
  /** Node's own path. */
  readonly node: string;
  /** losslab's command line, a file that Node runs. */
  readonly main: string;
}

export const LAUNCHER = "start.sh";

/** The running Node and the losslab given. */
export function thisProgram(main: string): Program {
  const node = process.execPath;
  // fnm's folder of one shell on Windows, which goes with the shell; what it points to stays.
  return { node: node.includes(`${sep}fnm_multishells${sep}`) ? realpathSync(node) : node, main };
}

/** kernel.json's argv but for the connection file: a plain list, which Jupyter and VS Code pass on without a shell. */
export function startingWords(
  platform: NodeJS.Platform,
  { node, main }: Program,
  launcher: string,
): string[] {
  return platform === "win32" ? [node, ...SUPERVISOR_FLAGS, main] : ["/bin/sh", launcher];
}

export function launcherScript({ node, main }: Program): string {
  const otherNodes = otherVersions(node);
  const otherMains = otherVersions(main);
  const { major, minor } = OLDEST_NODE;
  const flags = SUPERVISOR_FLAGS.join(" ");
  return `#!/bin/sh
# Starts the losslab kernel for Jupyter. \`losslab install\` wrote this file, and writes it anew.

node=${quoted(node)}
main=${quoted(main)}
if [ -x "$node" ] && [ -f "$main" ]; then
  # To read these certificates takes Node 20 30 ms at its start. Only cells may have need of them: the kernel hands them on.
  if [ -n "$NODE_EXTRA_CA_CERTS" ]; then
    export ${CELLS_CERTIFICATES}="$NODE_EXTRA_CA_CERTS"
    unset NODE_EXTRA_CA_CERTS
  fi
  exec "$node" ${flags} "$main" "$@"
fi

# One of them is gone, as after an upgrade: PATH first, then the other versions beside the recorded one.
runs_losslab() {
  [ -x "$1" ] && "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > ${major} || (major === ${major} && minor >= ${minor}) ? 0 : 1)' >/dev/null 2>&1
}
if [ ! -f "$main" ]; then
  if command -v losslab >/dev/null 2>&1; then exec losslab "$@"; fi
${otherMains ? `  for candidate in ${otherMains}; do if [ -f "$candidate" ]; then main=$candidate; fi; done\n` : ""}\
  if [ ! -f "$main" ]; then
    echo "losslab: $main is gone, and no losslab is in PATH. Install losslab again, then run: losslab install" >&2
    exit 1
  fi
fi
for candidate in "$node" "$(command -v node)"${otherNodes ? ` ${otherNodes}` : ""}; do
  if runs_losslab "$candidate"; then exec "$candidate" ${flags} "$main" "$@"; fi
done
echo "losslab: $node is gone, and no Node ${major}.${minor} or newer is in PATH. Install Node, then run: losslab install" >&2
exit 1
`;
}

/** A shell pattern for the same file in the folders of other versions; undefined when no folder of the path is named by a version. */
export function otherVersions(path: string): string | undefined {
  const parts = path.split("/");
  const at = parts.findLastIndex((part) => /^v?\d+\.\d+(\.\d+)?([-_+].*)?$/.test(part));
  if (at < 1) return undefined;
  return `${quoted(`${parts.slice(0, at).join("/")}/`)}*${quoted(`/${parts.slice(at + 1).join("/")}`)}`;
}

/** One word of a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
