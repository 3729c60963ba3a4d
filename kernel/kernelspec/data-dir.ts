// Where Jupyter looks for kernelspecs: its data folders by platform (jupyter_core's paths.py, "Data path").
// Knows nothing of what is put there.
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

export interface Platform {
  platform: NodeJS.Platform;
  home: string;
  env: Record<string, string | undefined>;
}

/** Jupyter's data folder of this user. */
export function userDataDir({ platform, home, env }: Platform = thisMachine()): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "win32")
    return win32.join(env.APPDATA || win32.join(home, "AppData", "Roaming"), "jupyter");
  if (platform === "darwin") return posix.join(home, "Library", "Jupyter");
  return posix.join(env.XDG_DATA_HOME || posix.join(home, ".local", "share"), "jupyter");
}

function thisMachine(): Platform {
  return { platform: process.platform, home: homedir(), env: process.env };
}
