/** Runs an example in any JavaScript: Node, Deno, a page. Knows nothing of where it runs. */

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/** The value of the example's last line, with the library's exports in scope. */
export async function evaluate(library: object, code: readonly string[]): Promise<unknown> {
  const body = [...code.slice(0, -1), `return ${code.at(-1)}`].join("\n");
  return new AsyncFunction(...Object.keys(library), body)(...Object.values(library));
}
