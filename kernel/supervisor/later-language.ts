/** A language service that begins when something else is done: what is asked of it before waits, in order. */
import type { Language } from "./kernel-host.js";

export class LaterLanguage implements Language {
  private readonly language: Promise<Language>;

  constructor(when: Promise<unknown>, begin: () => Language) {
    this.language = when.then(begin);
  }

  async check(cell: Parameters<Language["check"]>[0]): ReturnType<Language["check"]> {
    return (await this.language).check(cell);
  }

  async complete(params: Parameters<Language["complete"]>[0]): ReturnType<Language["complete"]> {
    return (await this.language).complete(params);
  }

  async inspect(params: Parameters<Language["inspect"]>[0]): ReturnType<Language["inspect"]> {
    return (await this.language).inspect(params);
  }

  reset(): void {
    void this.language.then((language) => language.reset());
  }

  /** One that has not begun need not end. */
  async close(): Promise<void> {
    const begun = await Promise.race([this.language, undefined]);
    await begun?.close();
  }
}
