/** Colours for a traceback, as every front end shows them: ANSI sequences, chosen to read on light and dark. */

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const PLAIN = "\x1b[0m";

export function colourTraceback(ename: string, lines: readonly string[]): string[] {
  return lines.map((line) => {
    if (/^\s+\|\s*\^+$/.test(line)) return line.replace(/\^+/, `${RED}$&${PLAIN}`);
    // Not bold: front ends show bold red as a darker red, too dark for a dark theme.
    const name = line.startsWith(ename) ? ename : /^Caused by: [\w.]+/.exec(line)?.[0];
    if (name) return `${RED}${name}${PLAIN}${line.slice(name.length)}`;
    return line.replace(/\bCell \[[^\]]*\], line \d+/, `${GREEN}$&${PLAIN}`);
  });
}
