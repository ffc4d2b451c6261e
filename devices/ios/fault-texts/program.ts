import { type ESTree, parseSync } from 'rolldown/utils';

export type Node = ESTree.Node;

/** A parsed file: all of its nodes in the order of the source, the node above each, and what each variable is given. */
export type Program = {
  readonly nodes: readonly Node[];
  readonly parents: ReadonlyMap<Node, Node>;
  readonly givenTo: ReadonlyMap<string, readonly Given[]>;
};

/** A declaration or assignment; `isAdded` for `+=`. */
type Given = { readonly at: Node; readonly value: Node; readonly isAdded: boolean };

/** Throws when the file cannot be parsed: a list of its texts would not be whole. */
export function parseProgram(path: string, source: string): Program {
  const { program, errors } = parseSync(path, source, { lang: 'js', sourceType: 'unambiguous' });
  const [broken] = errors;
  if (broken !== undefined) throw new Error(`${path} cannot be parsed: ${broken.message}`);
  const nodes: Node[] = [];
  const parents = new Map<Node, Node>();
  const givenTo = new Map<string, Given[]>();
  const visit = (node: Node): void => {
    nodes.push(node);
    const given = givenAt(node);
    if (given !== null) givenTo.set(given.name, [...(givenTo.get(given.name) ?? []), given]);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!isNode(child)) continue;
        parents.set(child, node);
        visit(child);
      }
    }
  };
  visit(program);
  return { nodes, parents, givenTo };
}

function givenAt(node: Node): (Given & { readonly name: string }) | null {
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init !== null) {
    return { name: node.id.name, at: node, value: node.init, isAdded: false };
  }
  if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') {
    return { name: node.left.name, at: node, value: node.right, isAdded: node.operator === '+=' };
  }
  return null;
}

/** The nodes above a node, from the nearest to the program itself. */
export function* above(node: Node, { parents }: Program): Generator<Node> {
  for (let parent = parents.get(node); parent !== undefined; parent = parents.get(parent)) yield parent;
}

/** What is called: `f` of `f()`, `m` of `a.b.m()`, `C` of `new x.C()`. */
export function calleeName(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') return callee.property.name;
  // A compiled import: (0, module.f)()
  if (callee.type === 'ParenthesizedExpression') return calleeName(callee.expression);
  const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : undefined;
  return last === undefined ? '' : calleeName(last);
}

/** The function around a node, or the program. */
export function scopeOf(node: Node, program: Program): Node | undefined {
  for (const candidate of above(node, program)) if (isFunction(candidate)) return candidate;
  return program.nodes[0];
}

export function isFunction(node: Node): node is ESTree.Function | ESTree.ArrowFunctionExpression {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
