import { createProgram } from "@freehold/client/cli";
import { COMMANDS_OF_ROUTES } from "@freehold/client/in-commands";
import { openApiDocument } from "@freehold/service/openapi";
import { SETTINGS } from "@freehold/service/settings";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { isCode, isTest, readSource, sourceFiles } from "./source-tree.ts";

// What a message reports somebody to do must be there to be done: no route, command or setting is named that this version does not have.

/** Whose texts reach the users of the service. */
const SPEAKERS = ["service/src/", "packages/engine/src/", "packages/clouds/src/"];

/** Commands of the service's own machine, beside those of the client. */
const ON_THE_MACHINE = ["backup", "restore"];
/** What the environment names beside the service's settings: the demo's and the client's own. */
const NO_SETTINGS = new Set(["FREEHOLD_URL", "FREEHOLD_API_KEY", "FREEHOLD_CACHE"]);

/** Requests that no command sends. */
const WITHOUT_COMMAND = ["GET /v1/clouds/{}/sizes"];

const ROUTE = /\b(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s,;:()"'`]*)/g;
const COMMAND = /(?:npm run (?:--silent )?|`|usage: |or )freehold (?:-- )?([a-z-]+)(?: ([a-z-]+))?/g;
const SETTING = /\b(?:FREEHOLD|PROXMOX_VE|HCLOUD|DIGITALOCEAN|CLOUDFLARE|AWS|PULUMI|DATABASE|DOKPLOY)_[A-Z_]*[A-Z]\b/g;

const routes = new Set(builtRoutes());
const commands = commandsOf(createProgram(unusedContext()));
const settings = new Set<string>(SETTINGS.map(({ name }) => name));

const isRoute = ([method, path]: Words): boolean => routes.has(`${method} ${withoutNames(path ?? "")}`);
const isCommand = ([group = "", verb = ""]: Words): boolean =>
  ON_THE_MACHINE.includes(group) || commands.has(`${group} ${verb}`);
const isSetting = (_words: Words, name: string): boolean => settings.has(name) || NO_SETTINGS.has(name);

const texts = sourceFiles()
  .filter((path) => SPEAKERS.some((folder) => path.startsWith(folder)) && isCode(path) && !isTest(path))
  .flatMap((path) => textsIn(path).map((text) => ({ path, text })));

test("remedies: every route that a text names is one that this version answers", () => {
  expect(mentions(ROUTE, texts).length).toBeGreaterThan(30);
  expect(missing(ROUTE, isRoute)).toEqual([]);
});

test("remedies: every request that a text names is a command to who reads it at a terminal, where there is one", () => {
  const withoutCommand = mentions(ROUTE, texts)
    .map(({ words: [method, path] }) => `${method} ${withoutNames(path ?? "")}`)
    .filter((route) => COMMANDS_OF_ROUTES[route] === undefined);

  expect([...new Set(withoutCommand)].sort()).toEqual(WITHOUT_COMMAND);
});

test("remedies: every `freehold` command that a text names is one that there is", () => {
  expect(mentions(COMMAND, texts).length).toBeGreaterThan(3);
  expect(missing(COMMAND, isCommand)).toEqual([]);
});

test("remedies: every setting that a text names is one that the service reads", () => {
  expect(mentions(SETTING, texts).length).toBeGreaterThan(30);
  expect(missing(SETTING, isSetting)).toEqual([]);
});

test("remedies: what a text names and is not there is found", () => {
  const text =
    "GET /v1/tenants/{tenant} or POST /v1/tenants/acme/recover, `freehold stacks recover`, or set FREEHOLD_RECOVER";
  const made = [{ path: "made.ts", text }];

  expect(missing(ROUTE, isRoute, made)).toEqual(["remedies: made.ts: POST /v1/tenants/acme/recover"]);
  expect(missing(COMMAND, isCommand, made)).toEqual(["remedies: made.ts: `freehold stacks recover"]);
  expect(missing(SETTING, isSetting, made)).toEqual(["remedies: made.ts: FREEHOLD_RECOVER"]);
});

/** What the groups of a pattern caught. */
type Words = readonly (string | undefined)[];

interface Text {
  path: string;
  text: string;
}

function mentions(pattern: RegExp, within: readonly Text[]): { path: string; all: string; words: Words }[] {
  return within.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([all, ...words]) => ({ path, all, words })),
  );
}

function missing(pattern: RegExp, isThere: (words: Words, all: string) => boolean, within = texts): string[] {
  const wrong = mentions(pattern, within).filter(({ words, all }) => !isThere(words, all));
  return wrong.map(({ path, all }) => `remedies: ${path}: ${all}`);
}

/** Texts with words in them: literals, with `{}` where something is put in. */
function textsIn(path: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text);
    else if (ts.isTemplateExpression(node))
      found.push(node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join(""));
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, readSource(path), ts.ScriptTarget.Latest, true));
  return found.filter((text) => text.includes(" "));
}

/** `POST /v1/tenants/{}/heal`, for each operation that does not answer that it is not built. */
function builtRoutes(): string[] {
  return Object.entries(openApiDocument("1").paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, { responses?: object }>)
      .filter(([, { responses }]) => !Object.keys(responses ?? {}).includes("501"))
      .map(([method]) => `${method.toUpperCase()} ${withoutNames(path)}`),
  );
}

/** A path without its query and the names of what stands in it. */
function withoutNames(path: string): string {
  return path.replace(/\?.*$/, "").replaceAll(/\{\w*\}/g, "{}");
}

/** `tenants heal` */
function commandsOf(program: ReturnType<typeof createProgram>): Set<string> {
  return new Set(program.commands.flatMap((group) => group.commands.map((verb) => `${group.name()} ${verb.name()}`)));
}

/** Nothing is run. */
function unusedContext(): Parameters<typeof createProgram>[0] {
  const unused = (): never => {
    throw new Error("no command is run");
  };
  return {
    client: unused,
    out: process.stdout,
    err: process.stderr,
    readInput: unused,
    fail: unused,
    untilStopped: unused,
  };
}
