// What reading data needs of the program around the library: files, the network, a folder to keep things in. Each may be
// missing, as files are in a web page. Knows no data set.

/** What there is to read from and to write to; tests have one of their own. */
export interface Host {
  /** Left out where there are no files. */
  readonly files?: Files | undefined;
  /** Where downloads are kept. */
  readonly cache?: string | undefined;
  readonly fetch: typeof fetch;
}

export interface Files {
  /** Undefined if there is no such file. */
  read(path: string | URL): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Writes a file, whole or not at all, and the folders it is in. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** The program that the library runs in. */
export function thisHost(): Host {
  const { process } = globalThis as { process?: Partial<Process> };
  const os = process?.getBuiltinModule?.("node:os") as { homedir(): string } | undefined;
  const fs = process?.getBuiltinModule?.("node:fs/promises") as FileFunctions | undefined;
  const fetch: Host["fetch"] = (...request) => globalThis.fetch(...request);
  if (!process || !os || !fs) return { fetch };
  return {
    files: filesOf(fs, process.pid ?? 0),
    fetch,
    get cache() {
      try {
        return cacheFolder(process.platform ?? "", process.env ?? {}, os.homedir());
      } catch {
        // Deno says only with permission where that is.
        return undefined;
      }
    },
  };
}

/** Where the platform wants what can be had again: XDG's base directories, Apple's and Microsoft's. */
export function cacheFolder(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === "win32") return `${env.LOCALAPPDATA || `${home}/AppData/Local`}/losslab/Cache`;
  if (platform === "darwin") return `${home}/Library/Caches/losslab`;
  return `${env.XDG_CACHE_HOME || `${home}/.cache`}/losslab`;
}

/** What is used of Node's `process`. */
interface Process {
  getBuiltinModule(name: string): unknown;
  readonly platform: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What is used of `node:fs/promises`. */
interface FileFunctions {
  readFile(path: string | URL): Promise<Uint8Array<ArrayBuffer>>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: true }): Promise<void>;
}

function filesOf(fs: FileFunctions, pid: number): Files {
  return {
    async read(path) {
      try {
        return await fs.readFile(path);
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      await fs.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      // Another program may read the file or write the same one meanwhile.
      const unfinished = `${path}.${pid}`;
      try {
        await fs.writeFile(unfinished, bytes);
        await fs.rename(unfinished, path);
      } finally {
        await fs.rm(unfinished, { force: true });
      }
    },
  };
}
