// ab + c of two doubles at once, rounded once where there is relaxed SIMD: the same source gives a module with it and one without.

/** ab + c */
// @ts-ignore: decorator
@inline
export function plus(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(a, b, c) : f64x2.add(f64x2.mul(a, b), c);
}

/** c − ab */
// @ts-ignore: decorator
@inline
export function minus(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_nmadd(a, b, c) : f64x2.sub(c, f64x2.mul(a, b));
}

/** Whether x² and an addition are fused here, for an x whose square is rounded: `relaxed_madd` may round it, and then gains nothing. */
export function fused(x: f64): bool {
  return f64x2.extract_lane(plus(f64x2.splat(x), f64x2.splat(x), f64x2.splat(-(x * x))), 0) != 0;
}
