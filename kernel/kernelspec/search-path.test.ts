import { expect, it } from "vitest";
import { jupyterDataDirs } from "./search-path.js";

// jupyter_core 4.12, paths.py: jupyter_path()
it.each([
  ["linux", {}, [], ["/home/ada/.local/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"]],
  [
    "linux",
    { JUPYTER_PATH: "/a/:/b c", JUPYTER_DATA_DIR: "/mine" },
    ["/venv"],
    ["/a", "/b c", "/mine", "/venv/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"],
  ],
  [
    "linux",
    { JUPYTER_PREFER_ENV_PATH: "1", JUPYTER_DATA_DIR: "/mine" },
    ["/venv", "/usr"],
    ["/venv/share/jupyter", "/mine", "/usr/local/share/jupyter", "/usr/share/jupyter"],
  ],
  ["darwin", {}, [], ["/home/ada/Library/Jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter"]],
  [
    "win32",
    { JUPYTER_PATH: "C:\\a;D:\\b", APPDATA: "C:\\Roaming", PROGRAMDATA: "C:\\ProgramData" },
    ["C:\\conda"],
    ["C:\\a", "D:\\b", "C:\\Roaming\\jupyter", "C:\\conda\\share\\jupyter", "C:\\ProgramData\\jupyter"],
  ],
] as const)(
  "on %s with %j and environments %j Jupyter looks into %j",
  (platform, env, prefixes, expected) => {
    expect(jupyterDataDirs({ platform, home: "/home/ada", env }, prefixes)).toEqual(expected);
  },
);
