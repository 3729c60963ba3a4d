"""Puts the built kernel where Jupyter finds it, in a temporary place that is gone afterwards.

Call `install_kernel()` in a module's `setUpModule`. Nothing of the person who runs the tests is read or
changed: Jupyter's configuration, data and runtime folders are temporary too.
"""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

REPOSITORY = Path(__file__).resolve().parents[2]
COMMAND_LINE = REPOSITORY / "dist" / "kernel" / "main.js"

KERNEL = "losslab"
# For what takes milliseconds on a free machine and must not fail on a busy one.
PATIENCE = 60


def install_kernel():
    """Installs the kernelspec with the built command line until the module's tests are over."""
    place = tempfile.TemporaryDirectory(prefix="losslab-jupyter-")
    unittest.addModuleCleanup(place.cleanup)
    losslab("install", "--prefix", place.name)

    environment = {"JUPYTER_PATH": os.path.join(place.name, "share", "jupyter"), "JUPYTER_NO_CONFIG": "1"}
    folders = {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"}
    for variable in folders:
        environment[variable] = os.path.join(place.name, variable.lower())
        # Jupyter makes this one itself, but not always before it writes to it.
        os.mkdir(environment[variable])
    changed = mock.patch.dict(os.environ, environment)
    changed.start()
    unittest.addModuleCleanup(changed.stop)


def losslab(*arguments, cwd=None):
    """Runs the command line; a failure shows what it said."""
    done = subprocess.run(
        ["node", str(COMMAND_LINE), *arguments], cwd=cwd, capture_output=True, text=True, timeout=600
    )
    if done.returncode != 0:
        command = " ".join(("losslab", *arguments))
        raise AssertionError(f"{command}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout
