// The students' version of a notebook: solutions and hidden tests taken out, as `nbgrader generate_assignment` does it.
// `releaseNotebooks` is the command; `released` knows cells only.
import { basename, join } from "node:path";
import {
  type Cell,
  type Notebook,
  NotebookFormatError,
  readNotebook,
  writeNotebook,
} from "../notebook/notebook.js";
import { findNotebooks, isSameFile, UsageError } from "../notebook/notebook-paths.js";
import { checkNbgrader, isSolution } from "./nbgrader.js";

/** What stands in the place of a solution: the cell fails until it is replaced. */
const codeStub = '// YOUR CODE HERE\nthrow new Error("not solved yet")';
const textStub = "YOUR ANSWER HERE";

/** Writes the students' versions; the notebooks given are not changed. Throws UsageError for what cannot be released. */
export async function releaseNotebooks(
  paths: string[],
  { out = "release" }: { out?: string } = {},
): Promise<string[]> {
  const notebooks = await Promise.all(
    (await findNotebooks(paths, out)).map(async ({ path, place }) => {
      const target = join(out, place);
      if (await isSameFile(path, target))
        throw new UsageError(`${place}: --out would overwrite the notebook itself`);
      return { target, notebook: readReleased(await readNotebook(path), place) };
    }),
  );
  for (const { target, notebook } of notebooks) await writeNotebook(target, notebook);
  return notebooks.map(({ target }) => target);
}

function readReleased(notebook: Notebook, place: string): Notebook {
  const problems = checkNbgrader(notebook);
  if (problems.length > 0) throw new UsageError(problems.map((problem) => `${place}: ${problem}`).join("\n"));
  try {
    return released(notebook);
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new UsageError(`${basename(place)}: ${error.message}`);
    throw error;
  }
}

/**
 * The notebook without solutions, hidden tests and outputs. A solution cell without marks is replaced whole.
 * @throws NotebookFormatError for marks that do not fit: solutions would be given away.
 */
export function released(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell, i) => releasedCell(cell, i + 1)) };
}

function releasedCell(cell: Cell, number: number): Cell {
  const stub = cell.cell_type === "code" ? codeStub : textStub;
  const solved = withoutRegions(cell.source, "SOLUTION", stub, number);
  if (solved !== cell.source && !isSolution(cell)) {
    throw new NotebookFormatError(
      `cell ${number}: a solution in a cell that nbgrader's metadata does not call one`,
    );
  }
  const whole = solved === cell.source && isSolution(cell) ? stub : solved;
  const source = withoutRegions(whole, "HIDDEN TESTS", undefined, number);
  return cell.cell_type === "code"
    ? { ...cell, source, outputs: [], execution_count: null }
    : { ...cell, source };
}

/** Without the lines from "BEGIN name" to "END name"; the stub, indented like the first of them, in their place. */
function withoutRegions(source: string, name: string, stub: string | undefined, number: number): string {
  const kept: string[] = [];
  let inside = false;
  for (const line of source.split("\n")) {
    const begins = line.includes(`BEGIN ${name}`);
    const ends = line.includes(`END ${name}`);
    // A region ends before the next begins, and none ends that has not begun.
    if ((begins && inside) || (ends && !inside)) {
      throw new NotebookFormatError(`cell ${number}: BEGIN ${name} and END ${name} do not alternate`);
    }
    if (begins && stub !== undefined) {
      const indent = /^\s*/.exec(line)![0];
      kept.push(...stub.split("\n").map((stubLine) => indent + stubLine));
    }
    if (!inside && !begins && !ends) kept.push(line);
    if (begins || ends) inside = begins;
  }
  if (inside) throw new NotebookFormatError(`cell ${number}: BEGIN ${name} without END ${name}`);
  return kept.join("\n");
}
