"""jupyter_client: starting, asking, interrupting, restarting and ending the kernel, and what remains of it."""

import subprocess
import sys
import unittest

import psutil
from installed_kernel import KERNEL, PATIENCE, install_kernel
from jupyter_client.manager import start_new_kernel

ENDLESS = "while (true) {}"


def setUpModule():
    install_kernel()


class LifecycleTest(unittest.TestCase):
    def setUp(self):
        self.manager, self.client = start_new_kernel(kernel_name=KERNEL, startup_timeout=PATIENCE)
        self.addCleanup(self.end)

    def end(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)

    def run_cell(self, code):
        """The reply to a cell, and what it printed and what its results say."""
        said = []

        def hear(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                said.append(content["data"]["text/plain"])

        reply = self.client.execute_interactive(code, output_hook=hear, timeout=PATIENCE, allow_stdin=False)
        return reply["content"], "".join(said)

    def start_cell(self, code):
        """Sends a cell that prints first, and waits until it has: it is running then."""
        msg_id = self.client.execute(f'console.log("running");\n{code}')
        self.await_iopub(msg_id, lambda message: message["content"].get("text") == "running\n")
        return msg_id

    def await_iopub(self, msg_id, is_it):
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id and is_it(message):
                return message

    def await_idle(self, msg_id):
        self.await_iopub(msg_id, lambda message: message["content"].get("execution_state") == "idle")

    def await_reply(self, msg_id):
        while True:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == msg_id:
                return message["content"]

    def processes(self):
        kernel = psutil.Process(self.manager.provisioner.process.pid)
        return [kernel, *kernel.children(recursive=True)]

    def assert_all_end(self, processes):
        _, alive = psutil.wait_procs(processes, timeout=PATIENCE)
        remaining = [" ".join(process.cmdline()) for process in alive]
        for process in alive:
            process.kill()
        self.assertEqual(remaining, [])

    def test_shutting_down_leaves_no_process_behind(self):
        self.run_cell("1 + 1")
        processes = self.processes()
        self.assertGreater(len(processes), 1, "the kernel is more than one process")

        self.manager.shutdown_kernel()

        self.assert_all_end(processes)

    def test_shutting_down_while_a_cell_never_ends_leaves_no_process_behind(self):
        self.start_cell(ENDLESS)
        processes = self.processes()

        self.manager.shutdown_kernel()

        self.assert_all_end(processes)

    def test_killing_the_kernel_while_a_cell_never_ends_leaves_no_process_behind(self):
        self.start_cell(ENDLESS)
        kernel, *others = self.processes()

        # Only this one: a client's own kill reaches the whole group of processes.
        kernel.kill()

        self.assert_all_end([kernel, *others])

    def test_the_kernel_ends_when_its_front_end_is_killed(self):
        front_end = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys; from jupyter_client.manager import start_new_kernel\n"
                "manager, client = start_new_kernel(kernel_name=sys.argv[1])\n"
                "print(manager.provisioner.process.pid, flush=True); sys.stdin.read()",
                KERNEL,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with front_end:
            kernel = psutil.Process(int(front_end.stdout.readline()))
            processes = [kernel, *kernel.children(recursive=True)]
            front_end.kill()

        self.assert_all_end(processes)

    def test_a_process_that_a_cell_started_ends_with_the_kernel(self):
        msg_id = self.start_cell('require("node:child_process").spawn("sleep", ["600"]); undefined')
        self.await_idle(msg_id)
        processes = self.processes()

        self.manager.shutdown_kernel()

        self.assert_all_end(processes)

    def test_a_restarted_kernel_is_clean_and_works(self):
        self.run_cell("let before = 1;")
        processes = self.processes()

        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=PATIENCE)

        self.assert_all_end(processes)
        reply, said = self.run_cell("typeof before")
        self.assertEqual((reply["status"], reply["execution_count"]), ("ok", 1))
        self.assertTrue(said.startswith("'undefined'"), said)
        self.assertEqual(self.run_cell("let before = 2; before")[1], "2")

    def test_a_kernel_restarts_while_a_cell_never_ends(self):
        self.start_cell(ENDLESS)
        processes = self.processes()

        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=PATIENCE)

        self.assert_all_end(processes)
        self.assertEqual(self.run_cell("1 + 1")[1], "2")

    def test_an_interrupt_ends_a_busy_cell_and_keeps_the_variables(self):
        self.run_cell("let count = 0;")
        processes = self.processes()
        msg_id = self.start_cell("while (true) count++;")

        self.manager.interrupt_kernel()

        reply = self.await_reply(msg_id)
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        self.await_idle(msg_id)
        self.assertEqual(self.run_cell("count > 0")[1], "true")
        self.assertEqual(set(self.processes()), set(processes), "no process was replaced")

    def test_an_interrupt_ends_a_cell_that_waits(self):
        msg_id = self.start_cell("await new Promise(() => {});")

        self.manager.interrupt_kernel()

        self.assertEqual(self.await_reply(msg_id)["ename"], "Interrupted")

    def test_an_interrupt_between_cells_does_nothing(self):
        self.run_cell("let kept = 1;")

        self.manager.interrupt_kernel()

        self.assertEqual(self.run_cell("kept")[1], "1")

    def test_an_interrupt_aborts_the_cells_behind_the_one_that_runs(self):
        busy = self.start_cell(ENDLESS)
        queued = [self.client.execute('console.log("never")') for _ in range(2)]

        self.manager.interrupt_kernel()

        self.assertEqual(self.await_reply(busy)["status"], "error")
        self.assertEqual([self.await_reply(msg_id)["status"] for msg_id in queued], ["aborted", "aborted"])
        self.await_idle(queued[-1])
        self.assertEqual(self.run_cell("1 + 1")[1], "2")

    def test_a_cell_sent_after_the_reply_to_a_failed_one_runs(self):
        self.assertEqual(self.await_reply(self.client.execute('throw new Error("so")'))["status"], "error")

        self.assertEqual(self.await_reply(self.client.execute("1 + 1"))["status"], "ok")

    def test_an_interrupt_ends_a_cell_that_waits_for_the_type_check_before_it(self):
        self.await_reply(self.client.execute("1 + 1"))
        waiting = self.client.execute(ENDLESS)
        # Answered by the kernel itself, so the cell has arrived by then.
        self.await_reply(self.client.is_complete("1"))

        self.manager.interrupt_kernel()

        self.assertIn(self.await_reply(waiting)["status"], ("error", "aborted"))

    def test_completion_and_inspection_are_answered_while_a_cell_runs(self):
        busy = self.start_cell(ENDLESS)

        completed = self.await_reply(self.client.complete("crossEntr"))
        inspected = self.await_reply(self.client.inspect("crossEntropy"))

        self.assertEqual(completed["matches"], ["crossEntropy"])
        self.assertTrue(inspected["found"])
        self.manager.interrupt_kernel()
        self.assertEqual(self.await_reply(busy)["status"], "error")

    def test_a_cell_asks_the_reader_and_goes_on_with_the_answer(self):
        asked = []

        def answer(message):
            asked.append((message["content"]["prompt"], message["content"]["password"]))
            self.client.input("0.5")

        said = []
        reply = self.client.execute_interactive(
            'console.log(Number(jupyter.input("Rate? ")) * 2)',
            stdin_hook=answer,
            output_hook=lambda message: said.append(message["content"].get("text", "")),
            timeout=PATIENCE,
        )

        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual(asked, [("Rate? ", False)])
        self.assertEqual("".join(said), "1\n")

    def test_a_cell_that_asks_where_nobody_can_answer_fails(self):
        reply, _ = self.run_cell('jupyter.input("Rate? ")')

        self.assertEqual(reply["status"], "error")

    def test_two_kernels_know_nothing_of_each_other(self):
        manager, other = start_new_kernel(kernel_name=KERNEL, startup_timeout=PATIENCE)
        self.addCleanup(manager.shutdown_kernel, now=True)
        self.addCleanup(other.stop_channels)
        self.run_cell("let mine = 1;")

        reply = other.execute_interactive("mine", output_hook=lambda message: None, timeout=PATIENCE)

        self.assertEqual((reply["content"]["status"], reply["content"]["ename"]), ("error", "ReferenceError"))


if __name__ == "__main__":
    unittest.main()
