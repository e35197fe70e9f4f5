import ts from "typescript";

/** A type as a Pulumi schema writes it. */
export type TypeSpec =
  | { type: "string" | "number" | "boolean" }
  | { type: "array"; items: TypeSpec }
  | { type: "object"; additionalProperties: TypeSpec }
  | { $ref: string }
  | { oneOf: TypeSpec[] };

/** The SDK's own objects that a type names: `inputs` or `outputs`, and the name with its namespace. */
export type ReferTo = (side: "inputs" | "outputs", name: string) => string;

const WRAPPERS = ["pulumi.Input", "pulumi.Output"];
const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };
const BUILT_IN: Readonly<Record<string, TypeSpec>> = {
  "pulumi.asset.Asset": { $ref: "pulumi.json#/Asset" },
  "pulumi.asset.Archive": { $ref: "pulumi.json#/Archive" },
};
const KEYWORDS = new Map<ts.SyntaxKind, TypeSpec>([
  [ts.SyntaxKind.StringKeyword, { type: "string" }],
  [ts.SyntaxKind.NumberKeyword, { type: "number" }],
  [ts.SyntaxKind.BooleanKeyword, { type: "boolean" }],
  [ts.SyntaxKind.AnyKeyword, ANY],
]);

/**
 * What an SDK's declaration of a type is in a schema. Whole numbers are numbers, as they are in TypeScript.
 *
 * @throws Error for a form that no SDK of ours has had so far
 */
export function sdkType(node: ts.TypeNode, refer: ReferTo): TypeSpec {
  const keyword = KEYWORDS.get(node.kind);
  if (keyword !== undefined) return keyword;
  if (ts.isParenthesizedTypeNode(node)) return sdkType(node.type, refer);
  if (ts.isArrayTypeNode(node)) return { type: "array", items: sdkType(node.elementType, refer) };
  if (ts.isUnionTypeNode(node)) return union(node, refer);
  if (ts.isTypeLiteralNode(node)) return map(node, refer);
  if (ts.isTypeReferenceNode(node)) return reference(node, refer);
  throw new Error(`no schema is known for a type of the kind ${ts.SyntaxKind[node.kind]}`);
}

/** Whether nothing may be given, or shown. */
export function mayBeUndefined(node: ts.TypeNode): boolean {
  if (ts.isUnionTypeNode(node)) return node.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
  const isWrapper = ts.isTypeReferenceNode(node) && WRAPPERS.includes(nameOf(node.typeName));
  const [argument] = isWrapper ? (node.typeArguments ?? []) : [];
  return argument !== undefined && mayBeUndefined(argument);
}

function union(node: ts.UnionTypeNode, refer: ReferTo): TypeSpec {
  const members = node.types
    .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
    .map((type) => sdkType(type, refer));
  const distinct = [...new Map(members.map((member) => [JSON.stringify(member), member])).values()];
  // The schema's Asset is either.
  if (members.length > 1 && members.every((member) => Object.values(BUILT_IN).includes(member)))
    return { $ref: "pulumi.json#/Asset" };
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : { oneOf: distinct };
}

/** `{ [key: string]: T }` */
function map(node: ts.TypeLiteralNode, refer: ReferTo): TypeSpec {
  const [member] = node.members;
  if (node.members.length !== 1 || member === undefined || !ts.isIndexSignatureDeclaration(member)) {
    throw new Error("no schema is known for an object that is written where it is used");
  }
  return { type: "object", additionalProperties: sdkType(member.type, refer) };
}

function reference(node: ts.TypeReferenceNode, refer: ReferTo): TypeSpec {
  const name = nameOf(node.typeName);
  const [argument] = node.typeArguments ?? [];
  if (WRAPPERS.includes(name) && argument !== undefined) return sdkType(argument, refer);
  const builtIn = BUILT_IN[name];
  if (builtIn !== undefined) return builtIn;
  const [side = "", ...rest] = name.split(".");
  if (side === "enums") return { type: "string" };
  if (side === "inputs" || side === "outputs") return { $ref: refer(side, rest.join(".")) };
  throw new Error(`no schema is known for the type ${name}`);
}

function nameOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}
