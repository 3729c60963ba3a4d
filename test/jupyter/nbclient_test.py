"""nbclient, which executes notebooks for nbconvert, papermill and Jupyter Book, on our kernel."""

import tempfile
import unittest
from pathlib import Path

import nbformat
from executed_notebooks import (
    code_cells,
    execute_with_losslab_run,
    execute_with_nbclient,
    notebook_of,
    outputs_of,
    printed_by,
    read,
)
from installed_kernel import PATIENCE, REPOSITORY, install_kernel
from nbclient.exceptions import CellExecutionError

LESSONS = sorted((REPOSITORY / "notebooks").glob("*/*.ipynb"))


def setUpModule():
    install_kernel()


class NbclientTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="losslab-notebooks-")
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)

    def assert_nbclient_and_losslab_run_agree(self, path):
        ours = execute_with_losslab_run(path, self.folder / "out")
        theirs = execute_with_nbclient(read(path.read_text(encoding="utf-8")), path.parent)

        ours_read = read(ours)
        self.assertEqual(len(ours_read.cells), len(theirs.cells))
        for number, (our_cell, their_cell) in enumerate(zip(ours_read.cells, theirs.cells), start=1):
            self.assertEqual(our_cell.source, their_cell.source)
            if our_cell.cell_type == "code":
                where = f"{path.name}, cell {number}:\n{our_cell.source}"
                self.assertEqual(outputs_of(our_cell), outputs_of(their_cell), where)
                self.assertEqual(our_cell.execution_count, their_cell.execution_count, where)
        self.assertEqual(ours, nbformat.writes(ours_read) + "\n", "Jupyter would write the file otherwise")
        return theirs

    def test_every_lesson_runs_without_an_error_and_as_losslab_run_runs_it(self):
        self.assertTrue(LESSONS, "there is no notebook in notebooks/")
        for path in LESSONS:
            with self.subTest(notebook=str(path.relative_to(REPOSITORY))):
                self.assert_nbclient_and_losslab_run_agree(path)

    def test_results_prints_displays_and_type_errors_are_stored_as_losslab_run_stores_them(self):
        path = self.folder / "of-everything.ipynb"
        notebook = notebook_of(
            "const o = tensor([[1, 2, 3], [4, 5, 6]]);\no",
            'console.log("to stdout"); console.log("and again"); console.error("to stderr"); console.log("后");',
            'const shown = await display("before");\nawait shown.update("after");',
            "await jupyter.display(html`<b>${'1 < 2'}</b>`);",
            'console.log("gone"); jupyter.clearOutput(); console.log("stays")',
            'console.log("gone"); jupyter.clearOutput({ wait: true }); console.log("stays")',
            'const wrong: number = "text";',
            'await shown.update("from a later cell");',
            'setTimeout(() => console.log("late"), 10); await new Promise((done) => setTimeout(done, 50)); undefined',
            "",
            "softmax(o)",
            markdown="# Everything a cell can leave behind",
        )
        path.write_text(nbformat.writes(notebook), encoding="utf-8")

        executed = self.assert_nbclient_and_losslab_run_agree(path)

        result, prints, display, _, cleared, replaced, wrong, *_ = code_cells(executed)
        self.assertEqual(
            result.outputs[0].data["text/plain"], "tensor([[1., 2., 3.],\n        [4., 5., 6.]])"
        )
        self.assertEqual(
            [(output["name"], output["text"]) for output in outputs_of(prints)],
            [("stdout", "to stdout\nand again\n"), ("stderr", "to stderr\n"), ("stdout", "后\n")],
        )
        self.assertEqual(display.outputs[0].data["text/plain"], "'from a later cell'")
        self.assertEqual(printed_by(cleared), "stays\n")
        self.assertEqual(printed_by(replaced), "stays\n")
        self.assertIn("TS2322", printed_by(wrong))

    def test_a_failing_cell_stops_the_notebook_with_the_errors_name_and_message(self):
        notebook = notebook_of('throw new RangeError("target[0] is 7");', 'console.log("never")')

        with self.assertRaises(CellExecutionError) as caught:
            execute_with_nbclient(notebook, self.folder)

        self.assertEqual((caught.exception.ename, caught.exception.evalue), ("RangeError", "target[0] is 7"))
        failed, not_run = notebook.cells
        self.assertEqual([output.output_type for output in failed.outputs], ["error"])
        self.assertIn("Cell [1], line 1", "\n".join(failed.outputs[0].traceback))
        self.assertEqual((not_run.outputs, not_run.execution_count), ([], None))

    def test_a_syntax_error_stops_the_notebook_and_points_at_the_place(self):
        notebook = notebook_of("const a = 1;\nconst = 2;")

        with self.assertRaises(CellExecutionError) as caught:
            execute_with_nbclient(notebook, self.folder)

        self.assertEqual(caught.exception.ename, "SyntaxError")
        self.assertIn("Cell [1], line 2", "\n".join(notebook.cells[0].outputs[0].traceback))

    def test_a_cell_that_never_ends_is_interrupted_and_the_variables_stay(self):
        notebook = notebook_of("let kept = 42;", "kept += 1; while (true) {}", "console.log(kept)")

        execute_with_nbclient(
            notebook,
            self.folder,
            allow_errors=True,
            interrupt_on_timeout=True,
            timeout_func=lambda cell: 1 if "while (true)" in cell.source else PATIENCE,
        )

        _, endless, after = notebook.cells
        self.assertEqual([output.ename for output in endless.outputs], ["Interrupted"])
        self.assertEqual(printed_by(after), "43\n")

    def test_a_promise_that_never_settles_is_interrupted_and_the_variables_stay(self):
        notebook = notebook_of("let kept = 42;", "await new Promise(() => {});", "console.log(kept)")

        execute_with_nbclient(
            notebook,
            self.folder,
            allow_errors=True,
            interrupt_on_timeout=True,
            timeout_func=lambda cell: 1 if "Promise" in cell.source else PATIENCE,
        )

        _, endless, after = notebook.cells
        self.assertEqual([output.ename for output in endless.outputs], ["Interrupted"])
        self.assertEqual(printed_by(after), "42\n")

    def test_a_cell_that_ends_its_process_is_told_so_and_the_next_cell_runs(self):
        notebook = notebook_of(
            "let lost = 42;",
            'console.log("last words"); process.exit(3);',
            "console.log(typeof lost, softmax([0, 0]).toArray())",
        )

        execute_with_nbclient(notebook, self.folder, allow_errors=True)

        _, exiting, after = notebook.cells
        self.assertEqual(printed_by(exiting), "last words\n")
        error = exiting.outputs[-1]
        self.assertEqual(error.output_type, "error")
        self.assertIn("exit status 3", error.evalue)
        self.assertIn("variables are lost", error.evalue)
        self.assertTrue(printed_by(after).startswith("undefined [ 0.5, 0.5 ]\n"), printed_by(after))

    def test_imports_and_files_are_found_beside_the_notebook(self):
        (self.folder / "logits.json").write_text("[1, 2, 3]", encoding="utf-8")
        (self.folder / "helper.mjs").write_text("export const double = (x) => 2 * x;", encoding="utf-8")
        notebook = notebook_of(
            'import { readFileSync } from "node:fs";\nimport { double } from "./helper.mjs";',
            'console.log(JSON.parse(readFileSync("logits.json", "utf8")).map(double))',
        )

        execute_with_nbclient(notebook, self.folder)

        self.assertIn("[ 2, 4, 6 ]", printed_by(notebook.cells[1]))


if __name__ == "__main__":
    unittest.main()
