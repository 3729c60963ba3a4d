/**
 * Turns a cell's top-level declarations into assignments to names of the session, so that a later cell
 * can declare them again, closures see later assignments, and a name survives the exception that follows
 * it. Knows the syntax tree and the edits only; what a session's names are is the cell process's affair.
 */
import type MagicString from "magic-string";
import type {
  BindingPattern,
  Expression,
  ImportDeclaration,
  Node,
  Program,
  Statement,
  VariableDeclaration,
} from "oxc-parser";

/** The function that is the cell; a traceback ends at it. */
export const CELL_FUNCTION = "$$cell";

/** A name that a cell declares. A lexical one may not be read before its declaration ran; a `var` may. */
export interface DeclaredName {
  readonly name: string;
  readonly lexical: boolean;
}

export interface HoistOptions {
  /** Whether a declared name is the session's; one that is not stays inside the cell. */
  readonly isDeclared?: (name: string) => boolean;
  /** The cell was compiled into a `try` statement, as `using` is; its value is the last expression in there. */
  readonly valueInTry?: boolean;
  /** Enums and namespaces that are compiled to `var E; (function (E) { … })(E || (E = {}));`. */
  readonly filled?: ReadonlySet<string>;
}

/** Edits `code` (whose tree is `program`) in place; returns the declared names. */
export function hoist(program: Program, code: MagicString, options: HoistOptions = {}): DeclaredName[] {
  const cell = new Hoisting(code, options);
  const last = program.body.at(-1);
  for (const statement of program.body) cell.topLevel(statement, statement === last);
  cell.wrap();
  return [...cell.declared].map(([name, lexical]) => ({ name, lexical }));
}

class Hoisting {
  /** Name → lexical. */
  readonly declared = new Map<string, boolean>();
  private readonly imports: string[] = [];
  private readonly begun = new Set<string>();
  private functionsEnd = 0;

  constructor(
    private readonly code: MagicString,
    private readonly options: HoistOptions,
  ) {}

  /** `last`: an expression there is the cell's value. */
  topLevel(statement: Statement, last: boolean): void {
    switch (statement.type) {
      case "ImportDeclaration":
        this.importDeclaration(statement);
        return;
      case "ExportNamedDeclaration":
        if (statement.declaration) {
          this.code.remove(statement.start, statement.declaration.start);
          this.topLevel(statement.declaration as Statement, last);
        } else {
          if (statement.source) this.imports.push(`await $$import(${statement.source.raw});`);
          this.code.remove(statement.start, statement.end);
        }
        return;
      case "ExportAllDeclaration":
        this.imports.push(`await $$import(${statement.source.raw});`);
        this.code.remove(statement.start, statement.end);
        return;
      case "ExportDefaultDeclaration": {
        const value = statement.declaration;
        this.code.remove(statement.start, value.start);
        if ((value.type === "FunctionDeclaration" || value.type === "ClassDeclaration") && value.id) {
          this.topLevel(value as Statement, last);
        } else {
          this.value(value.start, value.start, value.end, value.end, last);
          this.nested(value);
        }
        return;
      }
      case "ExpressionStatement":
        if (this.fills(statement.expression)) break;
        this.value(
          statement.start,
          statement.expression.start,
          statement.expression.end,
          statement.end,
          last,
        );
        this.nested(statement.expression);
        return;
      case "VariableDeclaration":
        if (!this.isDeclared(statement)) break;
        this.variables(statement);
        return;
      case "TryStatement": {
        if (!last || !this.options.valueInTry) break;
        const value = statement.block.body.at(-1);
        if (value?.type === "ExpressionStatement") {
          this.value(value.start, value.expression.start, value.expression.end, value.end, true);
        }
        break;
      }
      case "FunctionDeclaration": {
        const { id } = statement;
        if (!id) break;
        this.declared.set(id.name, true);
        // Anonymous, so that a call inside it goes to the session's function, the newest one.
        this.code.remove(id.start, id.end);
        this.code.appendRight(statement.start, `${id.name} = `);
        this.code.appendLeft(statement.end, ";");
        this.nested(statement);
        if (statement.start !== this.functionsEnd) {
          this.code.move(statement.start, statement.end, this.functionsEnd);
        } else {
          this.functionsEnd = statement.end;
        }
        return;
      }
      case "ClassDeclaration":
        if (!statement.id) break;
        this.declared.set(statement.id.name, true);
        this.code.appendLeft(statement.start, `${statement.id.name} = `);
        this.code.appendRight(statement.end, ";");
        break;
      default:
        break;
    }
    this.nested(statement);
  }

  /** Puts the cell into the async function that runs it. */
  wrap(): void {
    // On the first line, so that the lines stay the source's.
    this.code.prepend(
      `(async function ${CELL_FUNCTION}($$import, $$meta) {"use strict";${this.imports.join("")}`,
    );
    this.code.append("\n})");
  }

  private value(start: number, from: number, to: number, end: number, last: boolean): void {
    if (!last) return;
    if (start === from) this.code.appendLeft(start, "return (");
    else this.code.overwrite(start, from, "return (");
    if (to === end) this.code.appendRight(end, ");");
    else this.code.overwrite(to, end, ");");
  }

  private importDeclaration(statement: ImportDeclaration): void {
    const properties: string[] = [];
    let namespace: string | undefined;
    for (const specifier of statement.specifiers) {
      this.declared.set(specifier.local.name, true);
      if (specifier.type === "ImportNamespaceSpecifier") {
        namespace = specifier.local.name;
      } else {
        const imported =
          specifier.type === "ImportDefaultSpecifier"
            ? "default"
            : specifier.imported.type === "Literal"
              ? specifier.imported.value
              : specifier.imported.name;
        properties.push(`${JSON.stringify(imported)}: ${specifier.local.name}`);
      }
    }
    const attributes = statement.attributes.map(({ key, value }) => {
      const name = key.type === "Literal" ? key.value : key.name;
      return `${JSON.stringify(name)}: ${value.raw}`;
    });
    const options = attributes.length > 0 ? `, { with: { ${attributes.join(", ")} } }` : "";
    const module = `await $$import(${statement.source.raw}${options})`;
    if (namespace !== undefined) {
      this.imports.push(`${namespace} = ${module};`);
      if (properties.length > 0) this.imports.push(`({ ${properties.join(", ")} } = ${namespace});`);
    } else if (properties.length > 0) {
      this.imports.push(`({ ${properties.join(", ")} } = ${module});`);
    } else {
      this.imports.push(`${module};`);
    }
    this.code.remove(statement.start, statement.end);
  }

  /** `const x = 1, { a } = o;` → `(x = 1, { a } = o);`. Inside a `for` head the parentheses are left out. */
  private variables(
    declaration: VariableDeclaration,
    where: "statement" | "for" | "for-in" = "statement",
  ): void {
    const { start, end, declarations, kind } = declaration;
    const first = declarations[0];
    if (!first) return;
    this.code.overwrite(start, first.start, where === "statement" ? "(" : "");
    for (const { id, init, end: declaratorEnd } of declarations) {
      this.names(id, kind !== "var");
      if (id.type === "Identifier" && init) this.startAnew(id.name, init);
      if (!init && where !== "for-in") {
        // `let x;` starts anew; `var x;` leaves what is there.
        if (kind === "var") this.code.appendRight(id.start, "void ");
        else this.code.appendLeft(declaratorEnd, " = void 0");
      }
      this.nested(id);
      if (init) this.nested(init);
    }
    if (where === "statement") {
      const lastEnd = declarations.at(-1)!.end;
      if (lastEnd === end) this.code.appendLeft(end, ");");
      else this.code.overwrite(lastEnd, end, ");");
    }
  }

  /** An enum comes as `var E = (function (E) { … })(E || {})`: run again, it may not keep members that are gone. */
  private startAnew(name: string, init: Expression): void {
    const argument = init.type === "CallExpression" ? init.arguments[0] : undefined;
    if (argument?.type !== "LogicalExpression" || argument.operator !== "||") return;
    if (argument.left.type === "Identifier" && argument.left.name === name) {
      this.code.remove(argument.left.start, argument.right.start);
    }
  }

  /** The call that gives an enum its members. Run again, it begins anew, but in one cell the parts of a namespace add up. */
  private fills(expression: Expression): boolean {
    const argument = expression.type === "CallExpression" ? expression.arguments[0] : undefined;
    if (argument?.type !== "LogicalExpression" || argument.left.type !== "Identifier") return false;
    const { name } = argument.left;
    if (!this.options.filled?.has(name) || argument.operator !== "||") return false;
    if (!this.begun.has(name)) this.code.remove(argument.left.start, argument.right.start);
    this.begun.add(name);
    return true;
  }

  private isDeclared({ declarations }: VariableDeclaration): boolean {
    const { isDeclared } = this.options;
    return !isDeclared || declarations.some(({ id }) => id.type !== "Identifier" || isDeclared(id.name));
  }

  private names(pattern: BindingPattern, lexical: boolean): void {
    switch (pattern.type) {
      case "Identifier":
        this.declared.set(pattern.name, lexical);
        break;
      case "ObjectPattern":
        for (const property of pattern.properties) {
          this.names(property.type === "RestElement" ? property.argument : property.value, lexical);
        }
        break;
      case "ArrayPattern":
        for (const element of pattern.elements) {
          if (element) this.names(element.type === "RestElement" ? element.argument : element, lexical);
        }
        break;
      case "AssignmentPattern":
        this.names(pattern.left, lexical);
        break;
    }
  }

  /**
   * What a statement or expression holds inside: `import()` and `import.meta` anywhere; a `var` in a block
   * (not in a function) is a name of the session too.
   */
  private nested(node: Node, inFunction = isFunction(node)): void {
    switch (node.type) {
      case "ImportExpression":
        this.code.overwrite(node.start, node.start + "import".length, "$$import");
        break;
      case "MetaProperty":
        if (node.meta.name === "import") {
          this.code.overwrite(node.start, node.end, "$$meta");
          return;
        }
        break;
      case "VariableDeclaration":
        if (node.kind === "var" && !inFunction && this.isDeclared(node)) {
          this.variables(node);
          return;
        }
        break;
      case "ForStatement":
        if (node.init?.type === "VariableDeclaration" && node.init.kind === "var" && !inFunction) {
          this.variables(node.init, "for");
          for (const part of [node.test, node.update, node.body]) if (part) this.nested(part, inFunction);
          return;
        }
        break;
      case "ForInStatement":
      case "ForOfStatement":
        if (node.left.type === "VariableDeclaration" && node.left.kind === "var" && !inFunction) {
          this.variables(node.left, "for-in");
          this.nested(node.right, inFunction);
          this.nested(node.body, inFunction);
          return;
        }
        break;
    }
    for (const child of children(node)) this.nested(child, inFunction || isFunction(child));
  }
}

/** Nodes with a variable scope of their own. */
function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "StaticBlock"
  );
}

function* children(node: Node): Iterable<Node> {
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) yield* child.filter(isNode);
    else if (isNode(child)) yield child;
  }
}

function isNode(value: unknown): value is Node {
  return typeof (value as Partial<Node> | null)?.type === "string";
}
