"""nbconvert: what a reader of the exported page sees of our outputs."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from executed_notebooks import execute_with_nbclient, notebook_of
from installed_kernel import PATIENCE, install_kernel


def setUpModule():
    install_kernel()


class NbconvertTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="losslab-nbconvert-")
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)

    def convert(self, notebook, *options):
        """Executes the notebook, converts it with the command, and returns what was written."""
        source = self.folder / "lesson.ipynb"
        source.write_text(nbformat.writes(execute_with_nbclient(notebook, self.folder)), encoding="utf-8")
        command = [sys.executable, "-m", "nbconvert", *options, "--output", "converted", source.name]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        (written,) = self.folder.glob("converted.*")
        return written.read_text(encoding="utf-8")

    def test_a_tensors_table_keeps_its_caption_and_headers_in_html(self):
        page = PageOf(self.convert(notebook_of("tensor([[1, 2], [3, 4]])"), "--to", "html"))

        self.assertEqual(len(page.text["caption"]), 1, "a tensor's table has a caption")
        self.assertTrue(page.text["th"], "a tensor's table has headers")
        numbers = " ".join(page.text["td"])
        for number in "1234":
            self.assertIn(number, numbers)

    def test_every_table_of_a_notebook_is_in_its_html_and_in_its_latex(self):
        tables = [
            "tensor([[1, 2], [3, 4]])",
            "const x = tensor([1, -2]).requiresGrad_(); x.square().sum().backward(); x",
            'table(softmax([[1, 2]]), { shade: true, rows: ["a & b_c"], columns: ["<i>", "\\\\input{x}"] })',
            "compare(naive.softmax, softmax, [1, 100])",
            "exact.softmax([[0, 1]])",
            '[{ optimizer: "adam", loss: 0.25 }]',
            "new Float64Array([1, 2.5])",
        ]

        page = PageOf(self.convert(notebook_of(*tables), "--to", "html"))
        self.assertEqual(len(page.text["caption"]), len(tables))

        (self.folder / "converted.html").unlink()
        paper = self.convert(notebook_of(*tables), "--to", "latex")
        for command in ("\\begin{tabular}", "\\end{tabular}"):
            self.assertEqual(paper.count(command), len(tables))
        self.assertIn("a \\& b\\_c & ", paper)
        self.assertIn(" & \\textless{}i\\textgreater{} & \\textbackslash{}input\\{x\\}", paper)
        self.assertNotIn("\\input{x}", paper)
        # What the tables need of LaTeX, nbconvert's template loads.
        self.assertIn("{adjustbox} %", paper)

    def test_a_pdf_is_made_of_a_notebook_with_tables(self):
        if shutil.which("xelatex") is None:
            self.skipTest("TeX is not installed")
        self.convert(notebook_of("tensor([[1, -2], [3, NaN]])", "exact.softmax([[0, 1]])"), "--to", "latex")
        done = subprocess.run(
            ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "converted.tex"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
        )
        self.assertEqual(done.returncode, 0, done.stdout[-2000:])
        self.assertTrue((self.folder / "converted.pdf").exists())

    def test_text_from_a_cell_is_escaped_in_html(self):
        page = self.convert(
            notebook_of('console.log("<script>alert(1)</script>")', "html`<b>${'<i>not italic</i>'}</b>`"),
            "--to",
            "html",
        )

        self.assertNotIn("<script>alert(1)", page)
        self.assertNotIn("<i>not italic", page)
        self.assertIn("not italic", page)

    def test_a_notebook_converts_to_a_typescript_file_with_its_code(self):
        script = self.convert(notebook_of("const answer: number = 42;"), "--to", "script")

        self.assertTrue((self.folder / "converted.ts").exists())
        self.assertIn("const answer: number = 42;", script)


class PageOf(HTMLParser):
    """The text in each table element of a page."""

    def __init__(self, html):
        super().__init__()
        self.text = {"caption": [], "th": [], "td": []}
        self.inside = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in self.text:
            self.inside = tag
            self.text[tag].append("")

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.text[self.inside][-1] += data


if __name__ == "__main__":
    unittest.main()
