// Colours for a terminal, and none where nobody wants them. Knows nothing of what is coloured.
import { stripVTControlCharacters } from "node:util";

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 } as const;

export interface Palette {
  readonly colour: boolean;
  paint(colour: keyof typeof CODES, text: string): string;
  /** Text that may bring colours of its own: as it is, or without them. */
  asIs(text: string): string;
}

export function palette(colour: boolean): Palette {
  return {
    colour,
    paint: (name, text) => (colour && text !== "" ? `\x1b[${CODES[name]}m${text}\x1b[39m` : text),
    asIs: (text) => (colour ? text : stripVTControlCharacters(text)),
  };
}

/** A terminal that shows colours; NO_COLOR, FORCE_COLOR and TERM=dumb are looked at by Node. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
