import type { DomainChange } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { print, printResult } from "./output.ts";

/** `freehold domains …` */
export function domainCommands(context: CliContext): Command {
  const domains = new Command("domains").description("domains of the customers' own");
  domains
    .command("add <tenant> <domain>")
    .description("claim a domain; shows the TXT record that proves it")
    .action(async (tenant: string, domain: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().addDomain(tenant, domain)),
    );
  domains
    .command("list <tenant>")
    .description("list a tenant's domains, with the records that their owners have to make")
    .action(async (tenant: string, _options: unknown, command: Command) =>
      print(context, command, { items: await context.client().listDomains(tenant) }),
    );
  domains
    .command("verify <tenant> <domain>")
    .description("look for the records; when they are right, serve the domain and follow that")
    .action(async (tenant: string, domain: string, _options: unknown, command: Command) =>
      finish(context, command, await context.client().verifyDomain(tenant, domain), `serving ${domain}`),
    );
  domains
    .command("remove <tenant> <domain>")
    .description("give a domain up")
    .action(async (tenant: string, domain: string, _options: unknown, command: Command) =>
      finish(context, command, await context.client().removeDomain(tenant, domain), `removing ${domain}`),
    );
  return domains;
}

/** Follows the update, if there is one. */
async function finish(context: CliContext, command: Command, change: DomainChange, title: string): Promise<void> {
  const { domain, operation } = change;
  // Its records are what the owner has to make next.
  if (operation === null) return print(context, command, change);
  const ended = await followToEnd(context, command, operation.id, title);
  const sentence = `${title} has ${ended.status}`;
  printResult(context, command, { domain, operation: ended }, sentence);
}
