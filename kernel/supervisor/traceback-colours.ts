/** Colours for a traceback, as every front end shows them: ANSI sequences, chosen to read on light and dark. */

const RED = "\x1b[31m";
const GREEN = "\x1b[32m";
const BOLD = "\x1b[1m";
const PLAIN = "\x1b[0m";

export function colourTraceback(ename: string, lines: readonly string[]): string[] {
  return lines.map((line) => {
    if (/^\s+\|\s*\^+$/.test(line)) return line.replace(/\^+/, `${RED}$&${PLAIN}`);
    if (line.startsWith(ename)) return `${BOLD}${RED}${ename}${PLAIN}${line.slice(ename.length)}`;
    return line.replace(/\bCell \[[^\]]*\], line \d+/, `${GREEN}$&${PLAIN}`);
  });
}
