/** Whether a store is named by the address of a PostgreSQL database and not by the path of a file. */
export function isPostgresAddress(store: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(store);
}

/** The address as it may be printed. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return 'that address';
  const url = new URL(address);
  url.password = '';
  url.searchParams.delete('password');
  return url.href;
}
