"""Debian's jupyter_kernel_test on our kernel: the suite that the Jupyter project gives to authors of kernels."""

import unittest
from unittest import mock

import jupyter_kernel_test
from installed_kernel import KERNEL, PATIENCE, install_kernel


def setUpModule():
    install_kernel()


class KernelTest(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("something to know")'

    completion_samples = [
        {"text": "JSON.str", "matches": {"stringify"}},
        # The library's names need no import, and its classes' members are known.
        {"text": "crossEntr", "matches": {"crossEntropy"}},
        {"text": "tensor([1, 2]).transp", "matches": {"transpose"}},
        {"text": "jupyter.clear", "matches": {"clearOutput"}},
        {"text": 'import * as fs from "node:fs/prom', "matches": {"promises"}},
        {"text": "const answer = 42; answ", "matches": {"answer"}},
        # Nothing to offer is an answer too.
        {"text": "noSuchName.noSuchMember", "matches": set()},
    ]

    complete_code_samples = [
        "1 + 1",
        "",
        "// only a comment",
        'const greeting: string = "hello"',
        "function twice(x: number) {\n  return 2 * x;\n}",
        "const loss = await Promise.resolve(0.5);",
        'import { readFile } from "node:fs/promises";',
        "for (const k of [1, 2, 3]) console.log(k)",
        # A type error is no reason to ask for more lines.
        'const n: number = "no number"',
    ]
    incomplete_code_samples = [
        "function twice(x: number) {",
        "if (true) {",
        "const o = tensor([[1, 2],",
        "1 +",
        "const text = `first line",
        "/* a comment that goes on",
        "interface Sample {\n  logits: number[];",
        "for (const k of [1, 2, 3])",
        "const f = (x: number) =>",
    ]
    invalid_code_samples = [
        "const = 3",
        "a b c",
        "}",
        '"a string that ends nowhere',
    ]

    code_generate_error = 'throw new RangeError("no such class")'

    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "6 * 7;", "result": "42"},
        {"code": "await Promise.resolve([1, 2])", "result": "[ 1, 2 ]"},
        {"code": "let k = 3; k ** 2", "result": "9"},
        {"code": "tensor([[1, 2], [3, 4]])", "result": "tensor([[1., 2.],\n        [3., 4.]])"},
        {"code": "html`<b>${1}</b>`", "mime": "text/html", "result": "<b>1</b>"},
    ]
    code_display_data = [
        {"code": "void (await display([1, 2]))", "mime": "text/plain"},
        {"code": "void (await display(html`<i>so</i>`))", "mime": "text/html"},
        {"code": 'await jupyter.display(svg`<svg viewBox="0 0 1 1"/>`)', "mime": "image/svg+xml"},
        {"code": "await jupyter.display(tex`x^2`)", "mime": "text/latex"},
        {"code": "await jupyter.display(md`**so**`)", "mime": "text/markdown"},
        {"code": 'await jupyter.display(jupyter.mime({ "application/json": { a: 1 } }))', "mime": "application/json"},
    ]

    code_inspect_sample = "crossEntropy"
    code_clear_output = 'console.log("gone"); jupyter.clearOutput();'

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 +*"

    # Left unset:
    # - code_page_something: this kernel never asks a front end to open its pager; documentation is what
    #   inspection is for, and the messaging specification calls payloads deprecated.

    @unittest.skip("the kernel has no pager: documentation is what inspection is for")
    def test_pager(self):
        pass

    def execute_helper(self, *arguments, **options):
        """The suite's own, which waits 0.1 s for the next message. Our `idle` may take longer: it comes
        after the type check, and TypeScript has just started when the first cell runs."""
        channel = self.kc.iopub_channel
        get_msg = channel.get_msg

        async def get_msg_patiently(timeout=None):
            return await get_msg(timeout=PATIENCE)

        with mock.patch.object(channel, "get_msg", get_msg_patiently):
            return super().execute_helper(*arguments, **options)


if __name__ == "__main__":
    unittest.main()
