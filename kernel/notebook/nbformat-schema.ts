// Whether a value is a notebook of nbformat 4.0 to 4.5, by nbformat's own JSON schemas (nbformat/), and in a reader's words where it
// is not. One thing is more tolerant than the schemas: fields that they do not name are allowed, so that they can be kept.
// Knows nothing of files.
import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from "ajv";
import minor0 from "./nbformat/nbformat.v4.0.schema.json" with { type: "json" };
import minor1 from "./nbformat/nbformat.v4.1.schema.json" with { type: "json" };
import minor2 from "./nbformat/nbformat.v4.2.schema.json" with { type: "json" };
import minor3 from "./nbformat/nbformat.v4.3.schema.json" with { type: "json" };
import minor4 from "./nbformat/nbformat.v4.4.schema.json" with { type: "json" };
import minor5 from "./nbformat/nbformat.v4.5.schema.json" with { type: "json" };

const schemas: readonly AnySchemaObject[] = [minor0, minor1, minor2, minor3, minor4, minor5];

/** `cell 3 (code): outputs[0].text: expected …`, or undefined. Cells are counted from 1, as a reader does, fields as in the file. */
export function findSchemaError(notebook: Record<string, unknown>, minor: number): string | undefined {
  const { cells } = notebook;
  const validate = validator(minor);
  if (validate(notebook)) return undefined;
  // A list of alternatives says of an element only that it is none of them; asked one by one, it says what is wrong with it.
  if (Array.isArray(cells)) {
    for (const [i, cell] of cells.entries()) {
      const found = findCellError(cell, minor);
      if (found !== undefined) return `cell ${i + 1}${found}`;
    }
  }
  return explain(validate.errors, notebook).join(": ");
}

const cellTypes = ["code", "markdown", "raw"];
const outputTypes = ["stream", "display_data", "execute_result", "error"];

/** What follows "cell 3". */
function findCellError(cell: unknown, minor: number): string | undefined {
  if (!isRecord(cell)) return `: expected a cell, found ${describe(cell)}`;
  const { cell_type: type, outputs } = cell;
  const name = typeof type === "string" ? ` (${type})` : "";
  if (!isOneOf(type, cellTypes)) return `${name}: cell_type: ${expectedOneOf(cellTypes, type)}`;
  if (type === "code" && Array.isArray(outputs)) {
    for (const [i, output] of outputs.entries()) {
      const found = findOutputError(output, minor);
      if (found !== undefined) return `${name}: outputs[${i}]${found}`;
    }
  }
  const validate = validator(minor, `${type}_cell`);
  return validate(cell) ? undefined : `${name}: ${explain(validate.errors, cell).join(": ")}`;
}

/** What follows "outputs[0]". */
function findOutputError(output: unknown, minor: number): string | undefined {
  if (!isRecord(output)) return `: expected an output, found ${describe(output)}`;
  const { output_type: type } = output;
  if (!isOneOf(type, outputTypes)) return `.output_type: ${expectedOneOf(outputTypes, type)}`;
  const validate = validator(minor, type);
  return validate(output) ? undefined : `.${explain(validate.errors, output).join(": ")}`;
}

// ---- the schemas -----------------------------------------------------------------------------------------------------------------

const ajvs = new Map<number, Ajv>();

/** For a whole notebook, or what the schema defines under a name. Compiled when first asked for. */
function validator(minor: number, definition?: string): ValidateFunction {
  let ajv = ajvs.get(minor);
  if (ajv === undefined) {
    // The schemas' keywords mean the same in draft 4, which they are written in, and draft 7, which is Ajv's; the strict mode and
    // the Unicode flag object to some of their patterns and annotations.
    ajv = new Ajv({ strict: false, unicodeRegExp: false, verbose: true, logger: false });
    ajv.addSchema(tolerant(schemas[minor]!), "notebook");
    ajvs.set(minor, ajv);
  }
  return ajv.getSchema(definition === undefined ? "notebook" : `notebook#/definitions/${definition}`)!;
}

function tolerant(schema: AnySchemaObject): AnySchemaObject {
  const { $schema: _, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest), (key, value) =>
    key === "additionalProperties" && value === false ? undefined : value,
  ) as AnySchemaObject;
}

// ---- words -----------------------------------------------------------------------------------------------------------------------

const typeWords: Record<string, string> = {
  string: "a string",
  object: "an object",
  array: "a list",
  integer: "a whole number",
  boolean: "true or false",
};

/** The field, if it is not the value itself, and what is wrong with it. */
function explain(errors: ValidateFunction["errors"], value: unknown): string[] {
  const error = errors?.at(-1);
  if (error === undefined) return ["it does not follow nbformat's schema"];
  const keys = error.instancePath.split("/").slice(1).map(unescapePointer);
  if (error.keyword === "required") keys.push(String(error.params.missingProperty));
  const field = keys.map((key, i) => (/^\d+$/.test(key) ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
  const problem =
    error.keyword === "required"
      ? "the field is missing"
      : `${expectation(error)}, found ${describe(keys.length === 0 ? value : error.data)}`;
  return field === "" ? [problem] : [field, problem];
}

function expectation({ keyword, params, schema, message }: ErrorObject): string {
  switch (keyword) {
    case "type":
      return `expected ${[params.type]
        .flat()
        .map((type) => typeWords[type as string] ?? String(type))
        .join(" or ")}`;
    case "oneOf":
      return `expected ${(schema as { type: string }[])
        .map(({ type }) => (type === "array" ? "a list of strings" : typeWords[type]))
        .join(" or ")}`;
    case "minimum":
      return `expected a number from ${params.limit}`;
    case "uniqueItems":
      return "expected no item twice";
    case "pattern":
      return `expected a match of ${params.pattern}`;
    default:
      return message ?? keyword;
  }
}

function expectedOneOf(words: readonly string[], value: unknown): string {
  return `expected ${words.slice(0, -1).join(", ")} or ${words.at(-1)}, found ${describe(value)}`;
}

/** A value that is not what was expected, as the end of a sentence. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const shown = JSON.stringify(value);
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}

function unescapePointer(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

function isOneOf(value: unknown, words: readonly string[]): value is string {
  return typeof value === "string" && words.includes(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
