import { readFileSync } from "node:fs";
import ts from "typescript";

/** A property of a resource's inputs, of its outputs, or of an object in one of them. */
export interface DeclaredProperty {
  type: ts.TypeNode;
  optional: boolean;
}

export type DeclaredProperties = ReadonlyMap<string, DeclaredProperty>;

/** Interfaces and classes of an SDK's `.d.ts`, by name; those of a namespace with its name before it, as `route53.RecordAlias`. */
export function declarationsIn(file: string): ReadonlyMap<string, DeclaredProperties> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const found = new Map<string, DeclaredProperties>();
  const visit = (statements: readonly ts.Statement[], prefix: string): void => {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
        found.set(`${prefix}${statement.name?.text ?? ""}`, propertiesOf(statement));
      } else if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body)) {
        visit(statement.body.statements, `${prefix}${statement.name.text}.`);
      }
    }
  };
  visit(source.statements, "");
  return found;
}

function propertiesOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): DeclaredProperties {
  const properties = declaration.members.flatMap((member): [string, DeclaredProperty][] => {
    if (!(ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) || member.type === undefined) return [];
    if (member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)) return [];
    const name = ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : "";
    return [[name, { type: member.type, optional: member.questionToken !== undefined }]];
  });
  return new Map(properties);
}
