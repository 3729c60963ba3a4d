/**
 * The names that a cell declares and those that it mentions, read off its syntax tree: what decides which
 * imports its virtual module starts with.
 */
import ts from "typescript";

/** `variable` can be assigned to, `constant` cannot, `symbol` is anything that can also be a type. */
export type NameKind = "variable" | "constant" | "symbol";

export interface CellNames {
  readonly declared: ReadonlyMap<string, NameKind>;
  /** Declared names that the cell exports by itself. */
  readonly exported: ReadonlySet<string>;
  readonly mentioned: ReadonlySet<string>;
}

export function cellNames(file: ts.SourceFile): CellNames {
  const declared = new Map<string, NameKind>();
  const exported = new Set<string>();
  const mentioned = new Set<string>();

  const declare = (name: ts.BindingName, kind: NameKind, isExported: boolean): void => {
    if (!ts.isIdentifier(name)) {
      for (const element of name.elements) {
        if (ts.isBindingElement(element)) declare(element.name, kind, isExported);
      }
      return;
    }
    declared.set(name.text, kind);
    if (isExported) exported.add(name.text);
  };

  const variables = (list: ts.VariableDeclarationList, isExported: boolean) => {
    const kind =
      list.flags & ts.NodeFlags.BlockScoped && !(list.flags & ts.NodeFlags.Let) ? "constant" : "variable";
    for (const { name } of list.declarations) declare(name, kind, isExported);
  };

  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      variables(statement.declarationList, hasExport(statement));
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    ) {
      if (statement.name && ts.isIdentifier(statement.name)) {
        declare(statement.name, "symbol", hasExport(statement) && !hasDefault(statement));
      }
    } else if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { name, namedBindings } = statement.importClause;
      if (name) declare(name, "symbol", false);
      if (namedBindings && ts.isNamespaceImport(namedBindings)) declare(namedBindings.name, "symbol", false);
      if (namedBindings && ts.isNamedImports(namedBindings)) {
        for (const element of namedBindings.elements) declare(element.name, "symbol", false);
      }
    } else if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (clause && ts.isNamedExports(clause))
        for (const element of clause.elements) exported.add(element.name.text);
    }
  }

  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    // A `var` in a block belongs to the cell.
    if (ts.isVariableDeclarationList(node) && !inFunction && !(node.flags & ts.NodeFlags.BlockScoped)) {
      for (const { name } of node.declarations) {
        if (!ts.isIdentifier(name) || !declared.has(name.text)) declare(name, "variable", false);
      }
    }
    const inside = inFunction || ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(file, false);
  return { declared, exported, mentioned };
}

function hasExport(statement: ts.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

function hasDefault(statement: ts.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
}

function hasModifier(statement: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(statement) && (ts.getModifiers(statement)?.some((m) => m.kind === kind) ?? false)
  );
}
