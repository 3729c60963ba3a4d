/** Which `import`s in a cell mean a file of the reader's, and which a package. */
export function isLocal(specifier: string): boolean {
  return /^(\.{0,2}\/|\.{1,2}$|file:)/.test(specifier) || /^[A-Za-z]:[\\/]/.test(specifier);
}
