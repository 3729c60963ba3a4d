import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DISPLAY, type Displayable, render } from "./display.js";
import { display, html, jupyter, md, svg, tex } from "./globals.js";
import type { FromCell } from "./messages.js";
import { connectOutput } from "./output.js";

let sent: FromCell[];
const files: Record<string, Uint8Array> = {};
beforeEach(() => {
  sent = [];
  connectOutput({
    send: (message) => sent.push(message),
    currentId: () => "cell",
    inspect: (value) => `inspected ${typeof value}`,
    readFile: (path) => files[path]!,
    rasterise: async () => undefined,
  });
});

const bundle = async (value: Displayable) => (await render(value)).data;

describe("html, md, svg, tex", () => {
  it("escape what is put into them, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "`", "a", "/", "[", "*", "\\", "$") }),
        async (hostile) => {
          const page = (await bundle(html`<b>${hostile}</b>`))["text/html"] as string;
          expect(page.replace(/^<b>|<\/b>$/g, "")).not.toMatch(/[<>"']/);
          const picture = (await bundle(svg`<svg>${hostile}</svg>`))["image/svg+xml"] as string;
          expect(picture.replace(/^<svg>|<\/svg>$/g, "")).not.toMatch(/[<>"']/);
          expect((await bundle(md`${hostile}`))["text/markdown"]).not.toMatch(/<|(?<!\\)(\\\\)*[*[`]/);
        },
      ),
    );
  });

  it("leave an apostrophe in Markdown an apostrophe", async () => {
    expect((await bundle(md`${"it's #1"}`))["text/markdown"]).toBe("it&#39;s \\#1");
  });

  it("put html into html as it is", async () => {
    expect((await bundle(html`<p>${html`<i>x</i>`}</p>`))["text/html"]).toBe("<p><i>x</i></p>");
  });

  it("keep the backslashes of a formula", async () => {
    expect(await bundle(tex`\frac{1}{${2}}`)).toEqual({
      "text/latex": "$$\\frac{1}{2}$$",
      "text/plain": "\\frac{1}{2}",
    });
  });
});

describe("display", () => {
  it("counts its ids, so that two runs say the same", async () => {
    const first = await display(1);
    const second = await display(2);
    const number = (id: string) => Number(/^losslab-display-(\d+)$/.exec(id)?.[1]);
    expect(number(second.id)).toBe(number(first.id) + 1);
  });

  it("updates need to say which display they change", async () => {
    await expect(jupyter.display(1, { update: true })).rejects.toThrow(/update needs the id/);
  });

  it("shows an instance of a registered class, and of a class below it, by its formatter", async () => {
    class Angle {
      constructor(readonly degrees: number) {}
    }
    class Right extends Angle {}
    jupyter.registerDisplay(Angle, (angle) => ({ "text/plain": `${angle.degrees}°` }));
    expect((await render(new Right(90))).data).toEqual({ "text/plain": "90°" });
  });

  it("never fails: a renderer that throws or returns nonsense gives text and a warning", async () => {
    for (const broken of [
      () => {
        throw new Error("no");
      },
      () => 5,
      () => null,
      async () => Promise.reject(new Error("later")),
      () => {
        throw Object.create(null);
      },
    ]) {
      sent = [];
      expect((await render({ [DISPLAY]: broken })).data).toEqual({ "text/plain": "inspected object" });
      expect(sent).toMatchObject([{ type: "stream", name: "stderr" }]);
    }
  });

  it("has text/plain for every value, proxies and null prototypes included", async () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("trapped");
        },
        getPrototypeOf: () => {
          throw new Error("trapped");
        },
      },
    );
    for (const value of [undefined, null, 1n, Symbol("s"), Object.create(null), trap, () => {}]) {
      expect(typeof (await render(value)).data["text/plain"]).toBe("string");
    }
  });
});

describe("registerDisplay", () => {
  it("takes a predicate too, arrow function or not; the newest that is true is taken, and one that throws is passed over", async () => {
    const isTriple = (value: unknown) => Array.isArray(value) && value.length === 3;
    function isZeros(value: unknown) {
      return Array.isArray(value) && value.every((x) => x === 0);
    }
    jupyter.registerDisplay(isTriple, () => ({ "text/plain": "triple" }));
    jupyter.registerDisplay(isZeros, () => ({ "text/plain": "zeros" }));
    jupyter.registerDisplay(
      (value) => (value as { nowhere: { there: boolean } }).nowhere.there,
      () => ({ "text/plain": "there" }),
    );
    expect((await render([1, 2, 3])).data).toEqual({ "text/plain": "triple" });
    expect((await render([0, 0, 0])).data).toEqual({ "text/plain": "zeros" });
    expect((await render([1])).data).toEqual({ "text/plain": "inspected object" });
  });

  it("takes classes of any kind: native ones, ones without methods, functions of old", async () => {
    class Empty {}
    // biome-ignore lint/complexity/useArrowFunction: an old class
    const Old = function () {} as unknown as new () => object;
    Old.prototype.describe = () => "old";
    for (const Class of [Empty, Old, WeakSet, URL]) {
      jupyter.registerDisplay(Class as new (...args: never[]) => unknown, () => ({
        "text/plain": "its own",
      }));
    }
    for (const value of [new Empty(), new Old(), new WeakSet(), new URL("http://localhost")]) {
      expect((await render(value)).data).toEqual({ "text/plain": "its own" });
    }
  });
});

describe("pictures", () => {
  // The shortest beginnings that the formats' specifications ask for.
  const beginnings: [string, string, number[]][] = [
    ["image/png", "PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    ["image/jpeg", "JPEG", [0xff, 0xd8, 0xff]],
    ["image/gif", "GIF", [0x47, 0x49, 0x46, 0x38, 0x39, 0x61]],
    ["image/webp", "WebP", [0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50]],
  ];

  it.each(beginnings)("are known by their first bytes: %s", async (mime, name, bytes) => {
    const picture = Uint8Array.from(bytes);
    files.figure = picture;
    const data = {
      [mime]: btoa(String.fromCharCode(...bytes)),
      "text/plain": `[${name} picture, ${bytes.length} bytes]`,
    };
    expect(await bundle(jupyter.image(picture))).toEqual(data);
    expect(await bundle(jupyter.image("figure"))).toEqual(data);
    expect((await bundle(jupyter.image("figure", { alt: "a loss" })))["text/plain"]).toBe("a loss");
  });

  it("may be SVG", async () => {
    const source = '<?xml version="1.0"?>\n<!-- drawn --><svg viewBox="0 0 1 1"/>';
    files["figure.svg"] = new TextEncoder().encode(source);
    expect(await bundle(jupyter.image("figure.svg"))).toEqual({
      "image/svg+xml": source,
      "text/markdown": `<img alt="[SVG picture]" src="data:image/svg+xml;base64,${btoa(source)}">`,
      "text/plain": "[SVG picture]",
    });
  });

  it("that are none are refused with their name", () => {
    files["notes.txt"] = new TextEncoder().encode("svg");
    expect(() => jupyter.image("notes.txt")).toThrow(
      "jupyter.image: notes.txt is not a picture that notebooks show: PNG, JPEG, GIF, WebP or SVG",
    );
    expect(() => jupyter.image(3 as unknown as string)).toThrow(
      /expected the bytes of a picture or a file's path/,
    );
  });
});
