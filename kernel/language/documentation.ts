/** The comments on a declaration as TypeScript shows them. Knows nothing of the declaration. */
import ts from "typescript";
import type { Inspection } from "./language-service.js";

export type Documentation = Pick<Inspection, "documentation" | "tags">;

const { JsDoc } = ts as unknown as {
  JsDoc: {
    getJsDocCommentsFromDeclarations(declarations: readonly ts.Node[]): ts.SymbolDisplayPart[];
    getJsDocTagsFromDeclarations(declarations: readonly ts.Node[]): ts.JSDocTagInfo[];
  };
};

export function documentationOf({
  documentation,
  tags = [],
}: Pick<ts.QuickInfo, "documentation" | "tags">): Documentation {
  return {
    documentation: ts.displayPartsToString(documentation),
    tags: tags.map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
  };
}

/** Of comments whose declarations are elsewhere. */
export function documentationIn(comments: readonly string[]): Documentation {
  const text = comments.map((comment) => `${comment}\nvar it;`).join("\n");
  const { statements } = ts.createSourceFile("comments.ts", text, ts.ScriptTarget.Latest, true);
  const { documentation, tags } = documentationOf({
    documentation: JsDoc.getJsDocCommentsFromDeclarations(statements),
    tags: JsDoc.getJsDocTagsFromDeclarations(statements),
  });
  // What a link leads to is not declared here; a blank stands where TypeScript would say it.
  return { documentation: documentation.replace(/(\{@link[^}]*\S) \}/g, "$1}"), tags };
}
