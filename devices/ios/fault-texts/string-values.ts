import { calleeName, type Node, type Program, scopeOf } from './program.ts';

/** Stands for what a program puts into a text while it runs. */
export const HOLE = '{…}';

/** Alternatives beyond this number are cut off: no text of interest has so many. */
const MAX_VARIANTS = 16;
/** A variable that is made of itself ends here. */
const MAX_DEPTH = 8;

/** The strings that an expression can be, as far as the source says. */
export function textsOf(node: Node, program: Program, depth = 0): readonly string[] {
  const inner = (part: Node): readonly string[] => (depth > MAX_DEPTH ? [HOLE] : textsOf(part, program, depth + 1));
  if (node.type === 'Literal') return [typeof node.value === 'string' ? node.value : HOLE];
  if (node.type === 'TemplateLiteral') return [node.quasis.map((quasi) => quasi.value.cooked ?? '').join(HOLE)];
  if (node.type === 'ParenthesizedExpression') return inner(node.expression);
  if (node.type === 'BinaryExpression' && node.operator === '+') return join(inner(node.left), inner(node.right));
  if (node.type === 'ConditionalExpression') return [...inner(node.consequent), ...inner(node.alternate)];
  if (node.type === 'LogicalExpression') return [...inner(node.left), ...inner(node.right)];
  if (node.type === 'CallExpression') return textsOfCall(node, inner);
  if (node.type === 'Identifier') return textsOfName(node.name, node, program, inner);
  return [HOLE];
}

function textsOfCall(
  { callee, arguments: given }: Extract<Node, { type: 'CallExpression' }>,
  inner: (part: Node) => readonly string[],
): readonly string[] {
  const name = calleeName(callee);
  const [first] = given;
  if (name === 'format' && first !== undefined) return inner(first).map((text) => text.replace(/%[sdjoO]/g, HOLE));
  if (callee.type !== 'MemberExpression') return [HOLE];
  if (name === 'trim' || name === 'trimEnd') return inner(callee.object);
  if (name === 'join' && callee.object.type === 'ArrayExpression') {
    const separator = first === undefined ? ',' : (inner(first)[0] ?? '');
    const parts = callee.object.elements.map((element) => (element === null ? [''] : inner(element)));
    return parts.reduce((texts, part) =>
      join(
        texts,
        part.map((text) => separator + text),
      ),
    );
  }
  return [HOLE];
}

/** All that a variable is given where it is declared; a parameter is only known to the caller. */
function textsOfName(
  name: string,
  from: Node,
  program: Program,
  inner: (part: Node) => readonly string[],
): readonly string[] {
  const scopes = new Set([scopeOf(from, program), program.nodes[0]]);
  const given = (program.givenTo.get(name) ?? []).filter(({ at }) => scopes.has(scopeOf(at, program)));
  if (given.length === 0) return [HOLE];
  const texts = given.flatMap(({ value, isAdded }) => inner(value).map((text) => (isAdded ? HOLE + text : text)));
  return texts.slice(0, MAX_VARIANTS);
}

function join(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.flatMap((head) => right.map((tail) => head + tail)).slice(0, MAX_VARIANTS);
}
