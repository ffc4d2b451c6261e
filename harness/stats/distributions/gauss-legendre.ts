/** Where to evaluate a function on [−1, 1], and what each value counts. */
export type QuadratureRule = { readonly nodes: Float64Array; readonly weights: Float64Array };

/**
 * The Gauss–Legendre rule of `size` points, exact for polynomials of degree 2·size − 1 (Abramowitz & Stegun 25.4.29).
 * The nodes are the roots of the Legendre polynomial, found by Newton's steps from the cosines that lie close to them.
 */
export function gaussLegendre(size: number): QuadratureRule {
  const nodes = new Float64Array(size);
  const weights = new Float64Array(size);
  for (let index = 0; index < size / 2; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (size + 0.5));
    let slope = 0;
    for (let step = 0; step < 10; step += 1) {
      const [value, before] = legendre(size, x);
      slope = (size * (x * value - before)) / (x * x - 1);
      x -= value / slope;
      if (Math.abs(value / slope) < 1e-15) break;
    }
    const weight = 2 / ((1 - x * x) * slope * slope);
    nodes[index] = -x;
    nodes[size - 1 - index] = x;
    weights[index] = weight;
    weights[size - 1 - index] = weight;
  }
  return { nodes, weights };
}

/** The Legendre polynomials of degree `size` and `size − 1` at x, by their recurrence (Abramowitz & Stegun 22.7.10). */
function legendre(size: number, x: number): readonly [number, number] {
  let before = 1;
  let value = x;
  for (let degree = 2; degree <= size; degree += 1) {
    const next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
    before = value;
    value = next;
  }
  return [value, before];
}
