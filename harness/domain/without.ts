/**
 * Names that an older format had for what has another place today. An object literal with a spread may carry any name unnoticed, as
 * TypeScript looks for excess properties in plain literals only; one of these does not compile.
 */
export type Without<Names extends string> = { readonly [Name in Names]?: never };
