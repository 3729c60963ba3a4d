/**
 * Code compiled by V8, kept from one start to the next where Node can do that (from 22 on; on 20 nothing happens). Call it
 * before anything big is imported.
 */
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../lib/data/host.js";

/** What newer Nodes have in `node:module`. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/** Node writes when it exits, but a process that runs cells does not exit: it is ended. */
const WRITE_AFTER_MS = 2000;

export function keepCompiledCode(): void {
  const { enableCompileCache, flushCompileCache } = module as CompileCache;
  if (!enableCompileCache) return;
  try {
    enableCompileCache(join(cacheFolder(process.platform, process.env, homedir()), "compiled"));
  } catch {
    // A user without a home starts a little later.
    return;
  }
  if (flushCompileCache) setTimeout(flushCompileCache, WRITE_AFTER_MS).unref();
}
