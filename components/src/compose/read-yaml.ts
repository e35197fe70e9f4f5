import { isAlias, isNode, isPair, isScalar, parseAllDocuments, visit } from "yaml";
import { ComposeError, shownValue } from "./compose-error.ts";

/** Longest text that is read, in characters. */
const LONGEST = 262_144;

/**
 * The plain data of a YAML file, of which each reader understands the same: mappings whose keys are text, sequences, text, decimal
 * numbers, `true`, `false` and nothing. Whatever makes one text mean different things to different readers is refused: tags, anchors,
 * aliases, merge keys, directives, several documents, keys that are there twice, numbers that are not written as they are shown.
 *
 * @throws ComposeError
 */
export function readYaml(text: string): unknown {
  if (text.length > LONGEST) {
    throw new ComposeError([], `must have at most ${LONGEST} characters, got ${text.length}`);
  }
  const documents = parseAllDocuments(text, { version: "1.2", schema: "core", merge: false, stringKeys: true });
  const [document, ...more] = Array.isArray(documents) ? documents : [];
  if (document === undefined || more.length > 0) {
    throw new ComposeError([], `must be one document, got ${document === undefined ? 0 : more.length + 1}`);
  }
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new ComposeError([], `cannot be read: ${problem.message.split("\n")[0]}`);
  if (/^%/m.test(text.slice(0, document.range[0]))) throw new ComposeError([], "must not have directives");
  visit(document, (_key, node) => {
    if (isPair(node)) refuseKey(node.key);
    else if (isNode(node)) refuseNode(node);
  });
  return document.toJS();
}

function refuseKey(key: unknown): void {
  const name = isScalar(key) ? key.value : key;
  if (name === "<<") throw new ComposeError([], 'must not merge mappings: write out what "<<" stands for');
}

function refuseNode(node: object): void {
  if (isAlias(node))
    throw new ComposeError([], `must not have aliases, got "*${node.source}": write out what it stands for`);
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined) throw new ComposeError([], `must not have anchors, got "&${anchor}"`);
  if (tag !== undefined) throw new ComposeError([], `must not have tags, got ${shownValue(tag)}`);
  if (isScalar(node) && typeof node.value === "number" && String(node.value) !== node.source) {
    throw new ComposeError([], `must have numbers in plain decimal form, or in quotes, got ${node.source}`);
  }
}
