import { parseSync } from 'rolldown/utils';

/** What a rule asks of a source file. */
export type SourceFacts = {
  /** Every module that it imports, types included, late or at once, as it is written there. */
  readonly imports: readonly string[];
  /** What it reads of the world without an import, such as `Date.now()`. */
  readonly ambient: readonly string[];
};

type Node = { readonly type: string; readonly [field: string]: unknown };

const MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random']);
const OBJECTS: ReadonlySet<string> = new Set(['process', 'console', 'performance', 'crypto']);
const FUNCTIONS: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch']);

/** Throws when the file cannot be parsed. */
export function sourceFacts(file: string, source: string): SourceFacts {
  const { program, errors } = parseSync(file, source);
  const [broken] = errors;
  if (broken !== undefined) throw new Error(`${file} cannot be parsed: ${broken.message}`);
  const imports = new Set<string>();
  const ambient = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value)) return;
    const imported = importOf(value);
    if (imported !== null) imports.add(imported);
    const read = ambientOf(value);
    if (read !== null) ambient.add(read);
    Object.values(value).forEach(visit);
  };
  visit(program);
  return { imports: [...imports], ambient: [...ambient] };
}

function importOf({ type, source }: Node): string | null {
  const isImport =
    type === 'ImportDeclaration' ||
    type === 'ExportNamedDeclaration' ||
    type === 'ExportAllDeclaration' ||
    type === 'ImportExpression' ||
    type === 'TSImportType';
  return isImport && isNode(source) && typeof source['value'] === 'string' ? source['value'] : null;
}

function ambientOf(node: Node): string | null {
  switch (node.type) {
    case 'MemberExpression': {
      const object = nameOf(node['object']);
      const member = `${object}.${nameOf(node['property'])}`;
      return MEMBERS.has(member) || OBJECTS.has(object) ? member : null;
    }
    case 'CallExpression': {
      const name = nameOf(node['callee']);
      return FUNCTIONS.has(name) ? `${name}()` : null;
    }
    case 'NewExpression': {
      const given = node['arguments'];
      const isNow = nameOf(node['callee']) === 'Date' && Array.isArray(given) && given.length === 0;
      return isNow ? 'new Date()' : null;
    }
    default:
      return null;
  }
}

function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' && typeof value['name'] === 'string' ? value['name'] : '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
