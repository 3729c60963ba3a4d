"""`jupyter console` in a terminal: typed into as a person types, read as a person reads."""

import contextlib
import os
import re
import sys
import time
import unittest

import pexpect
import psutil
from installed_kernel import KERNEL, PATIENCE, install_kernel

# What a terminal obeys and does not show.
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07")


def setUpModule():
    install_kernel()


class Terminal:
    """A terminal with a program in it: what was typed and what came is waited for by its text."""

    def __init__(self, program, *arguments):
        # Without the cursor position requests: nothing here answers them.
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
        self.program = pexpect.spawn(
            program, list(arguments), env=environment, encoding="utf-8", dimensions=(50, 200)
        )
        self.raw = ""
        self.read_until = 0

    def type(self, text):
        self.program.send(text)

    def await_text(self, pattern):
        """Waits until the text that came since the last wait has the pattern in it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = CONTROL.sub("", self.raw)
            found = re.compile(pattern, re.DOTALL).search(text, self.read_until)
            if found:
                self.read_until = found.end()
                return found
            try:
                self.raw += self.program.read_nonblocking(size=4096, timeout=max(0, deadline - time.monotonic()))
            except (pexpect.TIMEOUT, pexpect.EOF) as problem:
                kind = type(problem).__name__
                raise AssertionError(f"{kind}: no {pattern!r} in:\n{text[self.read_until:]}") from None

    def end(self):
        """Ends the program if it is still there, and what it started, which need not notice."""
        started = psutil.Process(self.program.pid).children(recursive=True) if self.program.isalive() else []
        self.program.close(force=True)
        for process in started:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def exit_status(self):
        self.program.expect(pexpect.EOF, timeout=PATIENCE)
        self.program.close()
        return self.program.exitstatus


class ConsoleTest(unittest.TestCase):
    def setUp(self):
        # The console gives up a completion after 5 s; TypeScript starting on a busy machine may need them.
        patience = f"--ZMQCompleter.timeout={PATIENCE}"
        self.terminal = Terminal(sys.executable, "-m", "jupyter_console", "--kernel", KERNEL, patience)
        self.addCleanup(self.terminal.end)
        self.terminal.await_text(r"losslab \d+\.\d+\.\d+: TypeScript .*In \[1\]: ")

    def test_it_evaluates_shows_errors_and_goes_on(self):
        terminal = self.terminal
        terminal.type("1 + 1\r")
        terminal.await_text(r"Out\[1\]: 2\b.*In \[2\]: ")
        terminal.type('throw new RangeError("no such class")\r')
        terminal.await_text(r"RangeError: no such class.*Cell \[2\], line 1.*In \[3\]: ")
        terminal.type("tensor([[1, 2], [3, 4]])\r")
        terminal.await_text(r"Out\[3\]:\s+tensor\(\[\[1\., 2\.\],\s+\[3\., 4\.\]\]\).*In \[4\]: ")

    def test_the_tab_key_completes_a_name_of_the_library(self):
        terminal = self.terminal
        terminal.type("crossEntr\t")
        terminal.await_text(r"opy")
        terminal.type(".name\r")
        terminal.await_text(r"Out\[1\]: 'crossEntropy'.*In \[2\]: ")

    def test_an_unfinished_line_asks_for_more(self):
        terminal = self.terminal
        terminal.type("softmax([0,\r")
        terminal.await_text(r"\.\.\.: ")
        terminal.type("0])\r")
        terminal.await_text(r"Out\[1\]:\s+tensor\(\[0\.5000, 0\.5000\]\).*In \[2\]: ")

    # Ctrl-C is not tried here: this console loses it itself, with every kernel ("KeyboardInterrupt escaped
    # interact()"). What it would send, an interrupt request, is tried with jupyter_client and nbclient.

    def test_ctrl_d_ends_the_console_and_the_kernel(self):
        terminal = self.terminal
        terminal.type("process.ppid\r")
        kernel = psutil.Process(int(terminal.await_text(r"Out\[1\]: (\d+).*In \[2\]: ")[1]))
        terminal.type("\x04")
        terminal.await_text(r"Do you really want to exit")
        terminal.type("y\r")

        self.assertEqual(terminal.exit_status(), 0)
        # The console does not wait for its kernel.
        _, alive = psutil.wait_procs([kernel], timeout=PATIENCE)
        self.assertEqual(alive, [])


if __name__ == "__main__":
    unittest.main()
