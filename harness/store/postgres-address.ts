/** Whether a store is named by the address of a PostgreSQL database and not by the path of a file. */
export function isPostgresAddress(store: string): boolean {
  return /^\s*postgres(?:ql)?:\/\//i.test(store);
}

/** The address as it may be printed. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return 'that address';
  const url = new URL(address);
  url.password = '';
  const secret = [...url.searchParams.keys()].filter((key) => /password/i.test(key));
  for (const key of secret) url.searchParams.delete(key);
  return url.href;
}
