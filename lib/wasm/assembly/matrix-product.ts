// A matrix product of float32 numbers summed in double, in the order of the terms. A product of two float32 numbers is exact in
// double, so the result is bit for bit that of the library's JavaScript, which does the same.

/** So many rows and columns are multiplied at a time: their sums fit into the processor's registers. */
const TILE: usize = 4;
/** So many rows are taken through all the columns at a time: as doubles they fit into the cache. */
const BLOCK: usize = 32;

/**
 * The product of the n × k matrix at `a` with the k × m matrix at `b`, row by row to `out`. Steps are the bytes between rows
 * and between neighbours of a row. Needs room for (BLOCK + m rounded up to TILE) · k doubles at `work`.
 */
export function product(
  n: usize,
  k: usize,
  m: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  bStep: usize,
  out: usize,
  work: usize,
): void {
  const panel: usize = k * TILE * 8;
  const columns = work + BLOCK * k * 8;
  for (let j: usize = 0; j < m; j += TILE)
    interleave(b + j * bStep, bStep, bRow, min(TILE, m - j), k, columns + (j / TILE) * panel);
  for (let first: usize = 0; first < n; first += BLOCK) {
    const last = min(first + BLOCK, n);
    for (let i = first; i < last; i += TILE) {
      interleave(a + i * aRow, aRow, aStep, min(TILE, n - i), k, work + ((i - first) / TILE) * panel);
    }
    for (let j: usize = 0; j < m; j += TILE) {
      for (let i = first; i < last; i += TILE) {
        const x = work + ((i - first) / TILE) * panel;
        tile(
          x,
          columns + (j / TILE) * panel,
          k,
          out + ((i * m + j) << 2),
          m << 2,
          min(TILE, n - i),
          min(TILE, m - j),
        );
      }
    }
  }
}

/** Up to four rows as doubles: their first numbers together, then their second ones. Rows that are not there are 0. */
function interleave(a: usize, row: usize, step: usize, count: usize, k: usize, to: usize): void {
  if (count == TILE && row == 4) {
    for (let p: usize = 0; p < k; p++, a += step, to += 32) {
      const v = v128.load(a);
      v128.store(to, f64x2.promote_low_f32x4(v));
      v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3)), 16);
    }
    return;
  }
  for (let p: usize = 0; p < k; p++, a += step, to += 32) {
    store<f64>(to, load<f32>(a));
    store<f64>(to, count > 1 ? load<f32>(a + row) : 0, 8);
    store<f64>(to, count > 2 ? load<f32>(a + 2 * row) : 0, 16);
    store<f64>(to, count > 3 ? load<f32>(a + 3 * row) : 0, 24);
  }
}

/** The products of four rows at `x` with four columns at `y`, both interleaved; `rows` by `columns` of them are wanted. */
function tile(x: usize, y: usize, k: usize, out: usize, outRow: usize, rows: usize, columns: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  for (let p: usize = 0; p < k; p++, x += 32, y += 32) {
    const left = v128.load(y);
    const right = v128.load(y, 16);
    const a = v128.load64_splat(x);
    a0 = f64x2.add(a0, f64x2.mul(a, left));
    a1 = f64x2.add(a1, f64x2.mul(a, right));
    const b = v128.load64_splat(x, 8);
    b0 = f64x2.add(b0, f64x2.mul(b, left));
    b1 = f64x2.add(b1, f64x2.mul(b, right));
    const c = v128.load64_splat(x, 16);
    c0 = f64x2.add(c0, f64x2.mul(c, left));
    c1 = f64x2.add(c1, f64x2.mul(c, right));
    const d = v128.load64_splat(x, 24);
    d0 = f64x2.add(d0, f64x2.mul(d, left));
    d1 = f64x2.add(d1, f64x2.mul(d, right));
  }
  storeRow(out, a0, a1, columns);
  if (rows > 1) storeRow(out + outRow, b0, b1, columns);
  if (rows > 2) storeRow(out + 2 * outRow, c0, c1, columns);
  if (rows > 3) storeRow(out + 3 * outRow, d0, d1, columns);
}

function storeRow(out: usize, left: v128, right: v128, columns: usize): void {
  const v = f32x4.demote_f64x2_zero(left);
  const w = f32x4.demote_f64x2_zero(right);
  if (columns == TILE) {
    v128.store(out, v128.shuffle<i32>(v, w, 0, 1, 4, 5));
    return;
  }
  store<f32>(out, f32x4.extract_lane(v, 0));
  if (columns > 1) store<f32>(out, f32x4.extract_lane(v, 1), 4);
  if (columns > 2) store<f32>(out, f32x4.extract_lane(w, 0), 8);
}
