// Turns what a kernel says on iopub while a cell runs into the outputs that a notebook stores.
// Knows the messages' content (Jupyter messaging 5.5, "Messages on the IOPub channel"), not how they arrive.
import type { CodeCell, DisplayOutput, Metadata, MimeBundle, Output, ResultOutput } from "./notebook.js";

/** The part of an iopub message that matters here. */
export interface IopubMessage {
  msg_type: string;
  content: Record<string, unknown>;
}

/** The outputs of one execution of one notebook: displays are known across its cells, as `display_id` is. */
export class NotebookOutputs {
  readonly #displays = new Map<string, Set<DisplayOutput | ResultOutput>>();

  /** Empties the cell and returns the function that takes the messages of its execution, in order. */
  collect(cell: CodeCell): (message: IopubMessage) => void {
    cell.outputs = [];
    cell.execution_count = null;
    let clearBeforeNext = false;

    const clear = () => {
      for (const displays of this.#displays.values()) {
        for (const output of cell.outputs) displays.delete(output as DisplayOutput | ResultOutput);
      }
      cell.outputs = [];
      clearBeforeNext = false;
    };
    const add = (output: Output) => {
      if (clearBeforeNext) clear();
      cell.outputs.push(output);
    };

    return ({ msg_type, content }) => {
      switch (msg_type) {
        case "execute_input":
          cell.execution_count = countOf(content);
          break;
        case "stream": {
          if (clearBeforeNext) clear();
          const last = cell.outputs.at(-1);
          // One print after another is one output: how the kernel cuts its writes depends on timing, the file must not.
          if (last?.output_type === "stream" && last.name === content.name) last.text += textOf(content.text);
          else if (content.text !== "") {
            add({ output_type: "stream", name: textOf(content.name), text: textOf(content.text) });
          }
          break;
        }
        case "display_data":
          this.#remember(content, add, {
            output_type: "display_data",
            data: recordOf(content.data),
            metadata: recordOf(content.metadata),
          });
          break;
        case "execute_result":
          this.#remember(content, add, {
            output_type: "execute_result",
            data: recordOf(content.data),
            metadata: recordOf(content.metadata),
            execution_count: countOf(content),
          });
          break;
        case "update_display_data":
          for (const output of this.#displays.get(displayIdOf(content) ?? "") ?? []) {
            output.data = recordOf(content.data);
            output.metadata = recordOf(content.metadata);
          }
          break;
        case "clear_output":
          // With `wait` the old outputs stay until there is something to replace them, so that a page does not flicker.
          if (content.wait === true) clearBeforeNext = true;
          else clear();
          break;
        case "error":
          add({
            output_type: "error",
            ename: textOf(content.ename),
            evalue: textOf(content.evalue),
            traceback: Array.isArray(content.traceback) ? content.traceback.map(textOf) : [],
          });
          break;
        // status, comm_*, debug_event and unknown types leave nothing in the file.
      }
    };
  }

  /** `transient` itself is not stored: nbformat has no such field. */
  #remember(
    content: Record<string, unknown>,
    add: (output: Output) => void,
    output: DisplayOutput | ResultOutput,
  ): void {
    add(output);
    const id = displayIdOf(content);
    if (id === undefined) return;
    const displays = this.#displays.get(id) ?? new Set();
    this.#displays.set(id, displays.add(output));
  }
}

function displayIdOf(content: Record<string, unknown>): string | undefined {
  const id = recordOf(content.transient).display_id;
  return typeof id === "string" ? id : undefined;
}

function countOf(content: Record<string, unknown>): number | null {
  return typeof content.execution_count === "number" ? content.execution_count : null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
}

function recordOf(value: unknown): Metadata & MimeBundle {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Metadata) : {};
}
