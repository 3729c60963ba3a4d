// Says where a text stops being JSON, as line and column. JSON.parse decides whether it is JSON; its messages differ between Node
// versions and some of them carry no position, so a reader of a broken notebook would be left to search.
// Knows nothing of notebooks.

export interface JsonSyntaxError {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units, as editors count. */
  column: number;
  /** What is wrong there, as the end of a sentence: `expected "," or "}", found "x"`. */
  problem: string;
}

/** The first place where `text` is not JSON; undefined when it is. Iterative, so nesting cannot exhaust the stack. */
export function findJsonSyntaxError(text: string): JsonSyntaxError | undefined {
  const closers: ("}" | "]")[] = [];
  let expecting: "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or close" | "end" = "value";
  let at = 0;

  for (;;) {
    at = skipWhitespace(text, at);
    const char = text[at];
    const closer = closers.at(-1);

    if (expecting === "end")
      return char === undefined ? undefined : errorAt(text, at, "expected the end of the file");
    if (char === undefined) {
      return errorAt(
        text,
        at,
        `the file ends here, but ${closer === undefined ? "a value" : `a "${closer}"`} is missing`,
        false,
      );
    }

    if (expecting === "colon") {
      if (char !== ":") return errorAt(text, at, 'expected ":" after the key');
      at++;
      expecting = "value";
    } else if (expecting === "comma or close") {
      if (char === ",") expecting = closer === "}" ? "key" : "value";
      else if (char === closer) {
        closers.pop();
        expecting = closers.length === 0 ? "end" : "comma or close";
      } else return errorAt(text, at, `expected "," or "${closer}"`);
      at++;
    } else if (char === closer && (expecting === "key or }" || expecting === "value or ]")) {
      closers.pop();
      at++;
      expecting = closers.length === 0 ? "end" : "comma or close";
    } else if (expecting === "key" || expecting === "key or }") {
      if (char !== '"') return errorAt(text, at, "expected a key in double quotes");
      const string = scanString(text, at);
      if ("problem" in string) return errorAt(text, string.at, string.problem, false);
      at = string.end;
      expecting = "colon";
    } else if (char === "{" || char === "[") {
      closers.push(char === "{" ? "}" : "]");
      at++;
      expecting = char === "{" ? "key or }" : "value or ]";
    } else {
      if (char === '"') {
        const string = scanString(text, at);
        if ("problem" in string) return errorAt(text, string.at, string.problem, false);
        at = string.end;
      } else {
        scalar.lastIndex = at;
        const match = scalar.exec(text);
        if (match === null) return errorAt(text, at, "expected a value");
        at = scalar.lastIndex;
      }
      expecting = closers.length === 0 ? "end" : "comma or close";
    }
  }
}

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function skipWhitespace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}

function scanString(text: string, start: number): { end: number } | { at: number; problem: string } {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') return { end: at + 1 };
    if (char === "\\") {
      if (!/^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(at + 1, at + 6))) {
        return { at, problem: `"${text.slice(at, at + 2)}" is no escape that JSON knows` };
      }
      at++;
    } else if (char < " ") {
      return {
        at,
        problem:
          char === "\n" || char === "\r"
            ? "the line ends inside a string"
            : "a control character inside a string",
      };
    }
  }
  return { at: start, problem: "this string is never closed" };
}

function errorAt(text: string, at: number, expected: string, nameWhatCame = true): JsonSyntaxError {
  const before = text.slice(0, at).split("\n");
  const came = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    problem: nameWhatCame ? `${expected}, found ${JSON.stringify(came)}` : expected,
  };
}
