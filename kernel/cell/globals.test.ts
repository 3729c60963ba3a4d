import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DISPLAY, type Displayable, render } from "./display.js";
import { display, html, jupyter, md, svg, tex } from "./globals.js";
import type { FromCell } from "./messages.js";
import { connectOutput } from "./output.js";

let sent: FromCell[];
beforeEach(() => {
  sent = [];
  connectOutput({
    send: (message) => sent.push(message),
    currentId: () => "cell",
    inspect: (value) => `inspected ${typeof value}`,
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
