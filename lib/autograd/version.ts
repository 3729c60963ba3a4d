// How often a storage has been changed in place, and by what: so that a gradient is never calculated from numbers that are no
// longer those of the forward calculation.

import type { Storage } from "../tensor/dtype.js";

interface Version {
  readonly changes: number;
  /** The last operation that changed it: `sub_`. */
  readonly by: string;
}

const untouched: Version = { changes: 0, by: "" };
const versions = /* @__PURE__ */ new WeakMap<Storage, Version>();

export function versionOf(storage: Storage): Version {
  return versions.get(storage) ?? untouched;
}

/** Notes that `by` has changed what the storage holds. */
export function markChanged(storage: Storage, by: string): void {
  versions.set(storage, { changes: versionOf(storage).changes + 1, by });
}
