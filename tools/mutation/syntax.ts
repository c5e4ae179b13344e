/** Syntax trees of sources and of regular expressions, from the installed parsers. */

/** A node of Babel's tree. Its members depend on its type. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly loc: { readonly start: { readonly line: number; readonly column: number } }
  readonly extra?: { readonly parenthesized?: boolean }
  readonly name?: string
  readonly operator?: string
  readonly value?: unknown
  readonly pattern?: string
  readonly flags?: string
  readonly kind?: string
  readonly prefix?: boolean
  readonly computed?: boolean
  readonly optional?: boolean
  readonly id?: Node | null
  readonly key?: Node
  readonly left?: Node
  readonly right?: Node
  readonly test?: Node | null
  readonly argument?: Node | null
  readonly object?: Node
  readonly property?: Node
  readonly callee?: Node
  readonly expression?: Node | boolean
  readonly body?: Node | readonly Node[]
  readonly consequent?: Node | readonly Node[]
  readonly elements?: readonly (Node | null)[]
  readonly properties?: readonly Node[]
  readonly quasis?: readonly Node[]
  readonly superClass?: Node | null
}

/** A node with its ancestors. */
export interface Place {
  readonly node: Node
  /** The member of the parent that holds the node. */
  readonly member: string
  readonly parent: Place | null
  readonly depth: number
}

/** A node of a regular expression's tree. Positions are relative to the first slash. */
export interface ExpressionNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly raw: string
  readonly kind?: string
  readonly negate?: boolean
  readonly min?: number
  readonly max?: number
  readonly element?: ExpressionNode
  readonly elements?: readonly ExpressionNode[]
  readonly alternatives?: readonly ExpressionNode[]
  readonly pattern?: ExpressionNode
  readonly flags?: ExpressionNode
}

export interface Parsers {
  /** @throws SyntaxError */
  parseSource(source: string): Node
  /** @throws SyntaxError */
  parseExpression(literal: string): ExpressionNode
}

interface Babel {
  parse(source: string, options: object): { readonly program: Node }
}

interface Regexpp {
  readonly RegExpParser: new () => { parseLiteral(literal: string): ExpressionNode }
}

/** Loads the installed parsers. */
export async function loadParsers(): Promise<Parsers> {
  const { parse } = await load<Babel>('@babel/parser')
  const { RegExpParser } = await load<Regexpp>('@eslint-community/regexpp')
  const expressions = new RegExpParser()
  return {
    parseSource: (source) =>
      parse(source, { sourceType: 'module', plugins: ['typescript'] }).program,
    parseExpression: (literal) => expressions.parseLiteral(literal),
  }
}

/** The types above replace those of the packages, which are installed only for a run. */
const load = async <Module>(name: string): Promise<Module> => (await import(name)) as Module

/** TypeScript's wrappers of an expression, which are not types. */
const EXPRESSIONS = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'])

const isType = ({ type }: Node): boolean => type.startsWith('TS') && !EXPRESSIONS.has(type)

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** Calls `visit` with every node that runs. Types and named imports are left out. */
export function walk(program: Node, visit: (place: Place) => void): void {
  const descend = (node: Node, member: string, parent: Place | null): void => {
    if (isType(node) || node.type === 'ImportDeclaration') return
    const place = { node, member, parent, depth: parent === null ? 0 : parent.depth + 1 }
    visit(place)
    for (const [name, value] of Object.entries(node)) {
      if (name.endsWith('Comments')) continue
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) descend(child, name, place)
      }
    }
  }
  descend(program, 'program', null)
}
