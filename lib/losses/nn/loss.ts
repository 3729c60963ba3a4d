// What PyTorch's loss classes have in common. Each is a thin front of the function of its name.

/** Options given once, `forward` called many times. */
export abstract class Loss<Options extends object> {
  /** The options given, as `forward` uses them. */
  readonly options: Readonly<Options>;

  /** `check` throws for options that the function would refuse: a wrong one is found when the loss is made. */
  constructor(name: string, options: Options, check: (name: string, options: Options) => unknown) {
    check(name, options);
    this.options = { ...options };
  }
}
