/** `import` in a cell of the page: the library alone. What a page cannot load is refused with what to do instead. */

/** `library` is what `import … from "losslab"` gives. */
export async function importInPage(specifier: string, library: object): Promise<object> {
  if (specifier === "losslab") return library;
  throw new Error(`Cannot import "${specifier}": ${why(specifier)}`);
}

const ELSEWHERE = "download the notebook and open it in Jupyter with losslab installed";

function why(specifier: string): string {
  if (/^(?:node|bun|deno|jsr|npm):/.test(specifier) || nodeModules.has(specifier.split("/")[0]!)) {
    return `this notebook runs in the browser, where there is no Node. What a page has is there without an import (fetch, crypto, performance); for the rest, ${ELSEWHERE}.`;
  }
  if (/^https?:/.test(specifier)) {
    return `code is not loaded from the network. Copy what you need into a cell, or ${ELSEWHERE} and \`npm install\` the package.`;
  }
  if (/^\.{0,2}\//.test(specifier)) {
    return `files beside the notebook are not modules in the browser. Put the code into a cell, or ${ELSEWHERE}.`;
  }
  return `npm packages cannot be installed in a page. The library is there without an import; for a package, ${ELSEWHERE} and \`npm install\` it there.`;
}

/** Names of Node's modules that are often imported without `node:`. */
const nodeModules = new Set(
  (
    "assert async_hooks buffer child_process cluster console crypto dgram dns events fs http http2 https inspector module net os path " +
    "perf_hooks process querystring readline repl stream string_decoder timers tls tty url util v8 vm wasi worker_threads zlib"
  ).split(" "),
);
