import { readdirSync } from "node:fs";
import path from "node:path";
import { MIGRATIONS } from "@freehold/service/migrations";
import { expect, test } from "@jest/globals";
import { readSource } from "./source-tree.ts";

// Processes of the version before run on while the new ones start, and after a roll-back: CONTRIBUTING, "Migrations".

const FOLDER = "service/src/db/migrations";

/** The last migration of the first version that others must be able to run beside. */
const FROM = "0020";

/** What takes something from a version before, or refuses what it writes. */
const CONTRACTS: readonly [rule: string, pattern: RegExp][] = [
  ["drops something", /\bdrop\s+(?!function\b|trigger\b)/],
  ["renames something", /\brename\b/],
  ["changes a column", /\balter\s+column\b/],
  [
    "adds a column that must have a value and has no default",
    /\badd\s+column\s+[^,;)]*?\bnot\s+null\b(?![^,;)]*\bdefault\b)/,
  ],
  ["refuses rows by an index", /\bcreate\s+unique\s+index\b/],
  ["refuses rows by a constraint", /\badd\s+constraint\b/],
  ["takes a permission", /\brevoke\b/],
  ["changes what is written", /\bcreate\s+(or\s+replace\s+)?trigger\b/],
];

/** Why a migration may do what the rules forbid, by its name and the rule. */
const ALLOWED: Readonly<Record<string, string>> = {
  "0029-known-work: changes what is written":
    "it keeps from workers of before only what they would do wrongly: rows that they write themselves stay as they wrote them",
  "0030-one-port-once: refuses rows by an index":
    "the version before takes no port that is taken either: it chooses a free one under the account's lock",
};

function newer(): string[] {
  return MIGRATIONS.map(({ name }) => name).filter((name) => name.slice(0, 4) > FROM);
}

/** Defaults that stand before `not null`, too. Tables that a migration makes itself are nobody's yet. */
function broken(text: string): string[] {
  const sql = text.toLowerCase().replaceAll(/\s+/g, " ");
  const own = [...sql.matchAll(/create table (\w+)/g)].map(([, table]) => table);
  const statements = sql
    .split(/addsql\(/)
    .filter((statement) => !own.some((table) => statement.includes(`on ${table} `)));
  const defaulted = (statement: string): string => statement.replaceAll(/default \S+ not null/g, "default");
  return CONTRACTS.filter(([, pattern]) =>
    statements.some((statement) => !statement.includes("create table") && pattern.test(defaulted(statement))),
  ).map(([rule]) => rule);
}

test("migrations-only-add: a migration takes nothing from the version before, and refuses nothing that it writes", () => {
  const found = newer().flatMap((name) =>
    broken(readSource(path.join(FOLDER, `${name}.ts`))).map((rule) => `${name}: ${rule}`),
  );

  expect(
    found.filter((fault) => !Object.hasOwn(ALLOWED, fault)).map((fault) => `migrations-only-add: ${fault}`),
  ).toEqual([]);
  expect(Object.keys(ALLOWED).filter((excuse) => !found.includes(excuse))).toEqual([]);
});

test("migrations-only-add: every file is in the list, and what contracts is recognised", () => {
  const files = readdirSync(FOLDER)
    .filter((file) => /^\d/.test(file))
    .map((file) => file.replace(".ts", ""));

  expect(MIGRATIONS.map(({ name }) => name)).toEqual(files.sort());
  expect(broken("addSql('alter table a drop column b')")).toEqual(["drops something"]);
  expect(broken("addSql('alter table a rename column b to c')")).toEqual(["renames something"]);
  expect(broken("addSql('alter table a alter column b set not null')")).toEqual(["changes a column"]);
  expect(broken("addSql('alter table a add column b integer not null')")).toEqual([
    "adds a column that must have a value and has no default",
  ]);
  expect(broken("addSql('alter table a add column b integer not null default 0, add column c text')")).toEqual([]);
  expect(broken("addSql('create unique index i on a (b)')")).toEqual(["refuses rows by an index"]);
  expect(broken("addSql('create table a (b text)'); addSql('create unique index i on a (b)')")).toEqual([]);
});
