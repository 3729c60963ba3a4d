/** Type errors as text below a cell: code, place, the line and a pointer. */
import type { Diagnostic } from "../language/language-service.js";
import { excerpt, positionAt } from "../transform/excerpt.js";

export function describeTypeErrors(name: string, source: string, diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ code, message, offset, length }) => {
      const position = positionAt(source, Math.min(offset, source.length));
      const place = `${name}, line ${position.line}, column ${position.column}`;
      return [`${place} - TS${code}: ${message}`, ...excerpt(source, position, length), ""].join("\n");
    })
    .join("");
}
