import { CLOUDFLARE_PERMISSIONS, DIGITALOCEAN_SCOPES, PROXMOX_PRIVILEGES, ROUTE53_ACTIONS } from "@freehold/clouds";
import { expect, test } from "@jest/globals";
import { readSource } from "./source-tree.ts";

const DOCUMENT = readSource("docs/accounts.md");

/** The block after a mark, up to the next blank line after a fence or a table. */
function blockAfter(mark: string): string {
  const [, rest = ""] = DOCUMENT.split(`<!-- ${mark} -->\n`);
  const fenced = /^```\w*\n([\s\S]*?)\n```/.exec(rest)?.[1];
  return fenced ?? rest.split("\n\n")[0] ?? "";
}

const sorted = (words: Iterable<string>): string[] => [...new Set(words)].sort();

test("permissions-documented: what is to be granted is what the checks ask for, no more and no less", () => {
  const scopes = blockAfter("scopes").split(/\s+/);
  const cloudflare = [...blockAfter("cloudflare").matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
  const { Statement } = JSON.parse(blockAfter("route53")) as { Statement: { Action: string[] }[] };
  const role = /--privs "([^"]+)"/.exec(blockAfter("proxmox"))?.[1]?.split(" ") ?? [];

  expect(sorted(scopes)).toEqual(sorted(DIGITALOCEAN_SCOPES.map(({ scope }) => scope)));
  expect(sorted(cloudflare)).toEqual(sorted(CLOUDFLARE_PERMISSIONS.map(({ name }) => name)));
  expect(sorted(Statement.flatMap(({ Action }) => Action))).toEqual(sorted(ROUTE53_ACTIONS.map(({ name }) => name)));
  expect(sorted(role)).toEqual(sorted(PROXMOX_PRIVILEGES.map(({ names }) => names[0] ?? "")));
});
