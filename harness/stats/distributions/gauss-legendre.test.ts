import { expect, test } from 'vitest';
import { gaussLegendre } from './gauss-legendre.ts';

const integrate = (size: number, of: (x: number) => number): number => {
  const { nodes, weights } = gaussLegendre(size);
  return nodes.reduce((sum, node, index) => sum + (weights[index] ?? 0) * of(node), 0);
};

test('the rule of five points is the one that numpy has', () => {
  // numpy 2.4.6, polynomial.legendre.leggauss(5)
  const { nodes, weights } = gaussLegendre(5);
  [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664].forEach((node, index) =>
    expect(nodes[index]).toBeCloseTo(node, 14),
  );
  [0.23692688505618928, 0.4786286704993663, 0.5688888888888889].forEach((weight, index) =>
    expect(weights[index]).toBeCloseTo(weight, 14),
  );
});

test('a rule of n points is exact up to degree 2n − 1 and no further', () => {
  for (const size of [1, 2, 7, 40]) {
    for (const degree of [0, 1, 2 * size - 2, 2 * size - 1]) {
      const exact = degree % 2 === 0 ? 2 / (degree + 1) : 0;
      expect(integrate(size, (x) => x ** degree)).toBeCloseTo(exact, 13);
    }
  }
  expect(Math.abs(integrate(2, (x) => x ** 4) - 2 / 5)).toBeGreaterThan(0.1);
});

test('large rules keep their precision', () => {
  const { nodes, weights } = gaussLegendre(500);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(2, 12);
  expect(nodes).toEqual(nodes.toSorted((a, b) => a - b));
  expect(integrate(500, Math.exp)).toBeCloseTo(Math.E - 1 / Math.E, 12);
});
