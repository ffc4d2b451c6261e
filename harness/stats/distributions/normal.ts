const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** From here on the continued fraction is the closer of the two. */
const FAR = 4;

/** Density of the standard normal distribution at `z`. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_TWO_PI;
}

/**
 * Probability that a standard normal value is above `z`, to 1e-12 relative, however small, and fast enough for the
 * innermost loop of an integration: the rational function of Hart et al. (1968, 5666) as West (2005) prints it, and
 * beyond 4 the continued fraction of Abramowitz & Stegun 26.2.14. simple-statistics rounds its table of the
 * distribution to four decimal places.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  if (z > FAR) return normalDensity(z) / continuedFraction(z);
  return Math.exp((-z * z) / 2) * hartRatio(z);
}

/**
 * Quantile of the standard normal distribution, to about 1e-16 relative: algorithm AS 241, PPND16 (Wichura 1988).
 * simple-statistics' `probit` is not used: it is off in the third decimal place.
 *
 * @param probability strictly between 0 and 1; the ends give −∞ and +∞
 */
export function normalQuantile(probability: number): number {
  const centred = probability - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(CENTRE_NUMERATOR, r)) / polynomial(CENTRE_DENOMINATOR, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  if (r === Number.POSITIVE_INFINITY) return Math.sign(centred) * r;
  const tail =
    r <= 5
      ? polynomial(NEAR_NUMERATOR, r - 1.6) / polynomial(NEAR_DENOMINATOR, r - 1.6)
      : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
  return Math.sign(centred) * tail;
}

function continuedFraction(z: number): number {
  let fraction = z;
  for (let level = 20; level >= 1; level -= 1) fraction = z + level / fraction;
  return fraction;
}

// Written out, as a loop over the coefficients takes twice as long.
function hartRatio(z: number): number {
  let above = 3.52624965998911e-2 * z + 0.700383064443688;
  above = above * z + 6.37396220353165;
  above = above * z + 33.912866078383;
  above = above * z + 112.079291497871;
  above = above * z + 221.213596169931;
  above = above * z + 220.206867912376;
  let below = 8.83883476483184e-2 * z + 1.75566716318264;
  below = below * z + 16.064177579207;
  below = below * z + 86.7807322029461;
  below = below * z + 296.564248779674;
  below = below * z + 637.333633378831;
  below = below * z + 793.826512519948;
  return above / (below * z + 440.413735824752);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

// The published coefficients to the last digit that a double keeps.
const CENTRE_NUMERATOR = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const CENTRE_DENOMINATOR = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852546,
];
const NEAR_NUMERATOR = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const NEAR_DENOMINATOR = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const FAR_NUMERATOR = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const FAR_DENOMINATOR = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];
