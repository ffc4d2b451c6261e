import { above, calleeName, isFunction, type Node, parseProgram, type Program } from './program.ts';
import { HOLE, textsOf } from './string-values.ts';

/** Where the text of an error stands among the arguments, by the name of the class or function that makes it. */
type Makers = ReadonlyMap<string, number>;

/** Helpers of other packages: they log and throw, reject, or take the text for the case that time runs out. */
const SHARED_MAKERS: Makers = new Map([
  ['errorWithException', 0],
  ['reject', 0],
  ['errorFromMJSONWPStatusCode', 1],
  ['errorFromW3CJsonCode', 1],
  ['withTimeout', 2],
]);
const THROWN_TEXTS: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression']);
const ERROR_NAME = /(?:Error|Exception)$/;
/** A text without so many letters of its own says nothing. */
const MIN_LETTERS = 4;

/**
 * The texts of all errors that a package makes, sorted: what it gives to an error's constructor, to a function of its
 * own that makes an error of it, or writes into an error's message. What is only known at run time is HOLE.
 */
export function errorTexts(files: readonly { readonly path: string; readonly source: string }[]): readonly string[] {
  const programs = files.map(({ path, source }) => parseProgram(path, source));
  const makers = new Map(SHARED_MAKERS);
  for (const program of programs) for (const [name, index] of makersIn(program)) makers.set(name, index);
  const texts = new Set<string>();
  for (const program of programs) {
    for (const node of program.nodes) {
      const source = textSource(node, program, makers);
      if (source === null) continue;
      for (const text of textsOf(source, program)) texts.add(text.replace(/\s+/g, ' ').trim());
    }
  }
  return [...texts].filter(saysSomething).toSorted();
}

/** The expression that becomes the text of an error, if the node makes one. */
function textSource(node: Node, program: Program, makers: Makers): Node | null {
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    if (node.callee.type === 'Super') return isErrorClass(node, program) ? (node.arguments[0] ?? null) : null;
    const name = calleeName(node.callee);
    const index = makers.get(name) ?? (ERROR_NAME.test(name) ? 0 : null);
    return index === null ? null : (node.arguments[index] ?? null);
  }
  if (node.type === 'ThrowStatement') return THROWN_TEXTS.has(node.argument.type) ? node.argument : null;
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return null;
  return calleeName(node.left) === 'message' ? node.right : null;
}

/** Functions and classes that make an error of one of their parameters: the text stands where they are called. */
function* makersIn(program: Program): Generator<readonly [string, number]> {
  for (const node of program.nodes) {
    const source = textSource(node, program, new Map());
    if (source === null) continue;
    const used = identifiersIn(source, program);
    const owner = [...above(node, program)].find(isFunction);
    if (owner === undefined) continue;
    const index = owner.params.findIndex((parameter) => used.has(parameterName(parameter)));
    const name = nameOf(owner, program);
    if (index >= 0 && name !== '') yield [name, index];
  }
}

function nameOf(node: Node, program: Program): string {
  if (node.type === 'FunctionDeclaration' && node.id !== null) return node.id.name;
  const parent = program.parents.get(node);
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  if (parent?.type !== 'MethodDefinition' || parent.key.type !== 'Identifier') return '';
  if (parent.key.name !== 'constructor') return parent.key.name;
  const owner = [...above(parent, program)].find((candidate) => isClass(candidate));
  return owner !== undefined && isClass(owner) ? (owner.id?.name ?? '') : '';
}

function isClass(node: Node): node is Extract<Node, { type: 'ClassDeclaration' | 'ClassExpression' }> {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

function isErrorClass(node: Node, program: Program): boolean {
  const owner = [...above(node, program)].find((candidate) => isClass(candidate));
  if (owner === undefined || !isClass(owner) || owner.superClass === null) return false;
  return ERROR_NAME.test(calleeName(owner.superClass));
}

function parameterName(parameter: Node): string {
  if (parameter.type === 'Identifier') return parameter.name;
  if (parameter.type === 'AssignmentPattern' && parameter.left.type === 'Identifier') return parameter.left.name;
  return '';
}

/** The names that an expression is, or is one of two alternatives of; a name inside a longer text is no text itself. */
function identifiersIn(source: Node, program: Program): ReadonlySet<string> {
  if (source.type === 'Identifier') return new Set([source.name]);
  if (source.type !== 'LogicalExpression' && source.type !== 'ConditionalExpression') return new Set();
  const parts = program.nodes.filter((node) => program.parents.get(node) === source);
  return new Set(parts.flatMap((part) => (part.type === 'Identifier' ? [part.name] : [])));
}

function saysSomething(text: string): boolean {
  return text.replaceAll(HOLE, '').replace(/[^a-z]/gi, '').length >= MIN_LETTERS;
}
