/**
 * Elementary functions that give the bits of Node's. Engines calculate them each in its own way, and newer ones in another than older
 * ones, which the last digit shows; these are the ones of fdlibm, which Node has had throughout. The operator `**` stays the engine's.
 */
import cbrt from "@stdlib/math-base-special-cbrt";
import fdlibmExp from "@stdlib/math-base-special-exp";
import expm1 from "@stdlib/math-base-special-expm1";
import log from "@stdlib/math-base-special-ln";
import log1p from "@stdlib/math-base-special-log1p";
import log2 from "@stdlib/math-base-special-log2";

/** Below this, eˣ is nearer to 0 than to the smallest number; the package says 0 a little too early. */
const underflow = -745.1332191019411;

function exp(x: number): number {
  const y = fdlibmExp(x);
  return y === 0 && x >= underflow ? Number.MIN_VALUE : y;
}

export const mathematics: Partial<Math> = { cbrt, exp, expm1, log, log1p, log2 };
