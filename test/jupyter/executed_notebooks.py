"""Notebooks for the tests: made in memory, executed by nbclient as Jupyter's tools do, or by `losslab run`."""

from pathlib import Path

import nbformat
from installed_kernel import KERNEL, PATIENCE, losslab
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


def notebook_of(*sources, markdown=None):
    """A notebook of ours with these code cells, below a Markdown cell if there is one to be."""
    cells = [new_code_cell(source) for source in sources]
    # Ids are random when nobody gives them, and two runs are to be equal.
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    if markdown is not None:
        cells.insert(0, new_markdown_cell(markdown, id="words"))
    kernelspec = {"name": KERNEL, "display_name": "TypeScript (losslab)", "language": "typescript"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def execute_with_nbclient(notebook, folder, **options):
    """Executes in place, in `folder`, and returns the notebook."""
    options = {"timeout": PATIENCE, "kernel_name": KERNEL, **options}
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, **options).execute()
    return notebook


def execute_with_losslab_run(path, out):
    """What `losslab run` wrote for the notebook at `path`: the file's text."""
    path = Path(path)
    losslab("run", path.name, "--out", str(out), cwd=path.parent)
    return (Path(out) / path.name).read_text(encoding="utf-8")


def read(text):
    """A notebook from a file's text; multi-line texts are strings, however the file had them."""
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    return notebook


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs_of(cell):
    """A cell's outputs, with prints to one stream that follow each other as one: how a kernel cuts what is
    printed into messages depends on time, and says nothing to a reader."""
    outputs = []
    for output in cell.outputs:
        last = outputs[-1] if outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        else:
            outputs.append(dict(output))
    return outputs


def printed_by(cell):
    return "".join(output["text"] for output in cell.outputs if output["output_type"] == "stream")
