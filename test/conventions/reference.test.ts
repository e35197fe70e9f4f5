import { readFileSync, writeFileSync } from "node:fs";
import { createProgram } from "@freehold/client/cli";
import { CONDITION_NAMES } from "@freehold/model";
import { openApiDocument } from "@freehold/service/openapi";
import { SETTINGS } from "@freehold/service/settings";
import { expect, test } from "@jest/globals";
import { referenceTables, tableUnder } from "./reference-tables.ts";
import { readSource, sourceFiles } from "./source-tree.ts";

const API = new URL("../../docs/api.md", import.meta.url);
const RENEW = "FREEHOLD_RENEW=api npm test -- test/conventions/reference";

/** What the documents tell users of, not what they tell of other products or of tests. */
const DOCUMENTS = sourceFiles().filter((path) => path.endsWith(".md") && path !== "docs/api.md");

const ROUTE = /\b(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s,;()"'`|]*)/g;
const COMMAND = /npm run (?:--silent )?freehold -- (?:--json )?([a-z-]+)(?: ([a-z-]+))?/g;
const SETTING = /\bFREEHOLD_[A-Z_]*[A-Z]\b/g;

/** Variables with our prefix that are no settings of the service: the client's, the launcher's, and the check's. */
const NO_SETTINGS =
  /^FREEHOLD_(URL|API_KEY|CACHE|PULUMI_DOWNLOADS|RENEW|NO_SKIPS|SPECS_DIR|PYTHON|GO_CLIENTS|RUNNER|STAND_IN_\w+)$/;

test.each(Object.keys(referenceTables()))(
  `docs-api: the table of %s is that of the code; \`${RENEW}\` renews it`,
  (heading) => {
    const table = referenceTables()[heading] ?? "";
    if (process.env.FREEHOLD_RENEW === "api")
      writeFileSync(
        API,
        readFileSync(API, "utf8").replace(tableUnder(heading), () => table),
      );

    expect(tableUnder(heading).exec(readFileSync(API, "utf8"))?.[0]).toBe(table);
  },
);

test("docs-routes: every request that a document names is one that this version answers, or is said not to be built", () => {
  const routes = new Set(builtRoutes());

  expect(mentions(ROUTE).length).toBeGreaterThan(40);
  expect(
    mentions(ROUTE)
      .filter(({ words: [method, path], line }) => {
        return routes.has(`${method} ${shapeOf(path ?? "")}`) === line.includes("is not built");
      })
      .map(({ path, all }) => `docs-routes: ${path}: ${all}`),
  ).toEqual([]);
});

test("docs-commands: every command that a document names is one that there is", () => {
  const commands = new Set(
    createProgram(unusedContext()).commands.flatMap((group) => [
      group.name(),
      ...group.commands.map((verb) => `${group.name()} ${verb.name()}`),
    ]),
  );
  const isThere = ([group = "", verb]: Words): boolean =>
    ["backup", "restore"].includes(group) || commands.has(verb === undefined ? group : `${group} ${verb}`);

  expect(mentions(COMMAND).length).toBeGreaterThan(15);
  expect(
    mentions(COMMAND)
      .filter(({ words }) => !isThere(words))
      .map(({ path, all }) => `docs-commands: ${path}: ${all}`),
  ).toEqual([]);
});

test("docs-settings: every variable that a document names is one that is read", () => {
  const settings = new Set(SETTINGS.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));

  expect(mentions(SETTING).length).toBeGreaterThan(60);
  expect(
    mentions(SETTING)
      .filter(({ all }) => !settings.has(all) && !NO_SETTINGS.test(all))
      .map(({ path, all }) => `docs-settings: ${path}: ${all}`),
  ).toEqual([]);
});

test("docs-conditions: the glossary lists the conditions that there are", () => {
  const line = /^\| \*\*condition\*\* \|.*$/m.exec(readSource("docs/glossary.md"))?.[0] ?? "";
  const listed = [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name);

  expect(listed).toEqual([...CONDITION_NAMES]);
});

type Words = readonly (string | undefined)[];

function mentions(pattern: RegExp): { path: string; line: string; all: string; words: Words }[] {
  return DOCUMENTS.flatMap((path) =>
    readSource(path)
      .split("\n")
      .flatMap((line) => [...line.matchAll(pattern)].map(([all, ...words]) => ({ path, line, all, words }))),
  );
}

/** `POST /v1/tenants/{}/heal`, for each operation that does not answer that it is not built. */
function builtRoutes(): string[] {
  return Object.entries(openApiDocument("1").paths ?? {}).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, { responses?: object }>)
      .filter(([, { responses }]) => !("501" in (responses ?? {})))
      .map(([method]) => `${method.toUpperCase()} ${shapeOf(path)}`),
  );
}

/** A path without its query, and without what stands for names: `:id`, `{id}`, or a name of an example. */
function shapeOf(path: string): string {
  const [plain = ""] = path.replace(/[.:]+$/, "").split("?");
  const isName = (part: string, place: number): boolean => place >= 3 && place % 2 === 1 && !NO_NAMES.has(part);
  return plain
    .split("/")
    .map((part, place) => (isName(part, place) ? "{}" : part))
    .join("/");
}

/** Parts that stand where an id would. */
const NO_NAMES = new Set(["preview", "sweep", "brake", "verification"]);

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
