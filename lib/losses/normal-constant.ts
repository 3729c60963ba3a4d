// The constant of the normal distribution, and of Stirling's formula, which comes from it.

/** ½ log 2π. */
export const halfLogTwoPi = 0.9189385332046728;
