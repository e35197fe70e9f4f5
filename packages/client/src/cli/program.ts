import { Command } from "commander";
import { VERSION } from "../version.ts";
import { apiKeyCommands } from "./api-keys.ts";
import { approvalCommands } from "./approvals.ts";
import { auditCommands } from "./audit.ts";
import type { CliContext } from "./context.ts";
import { credentialCommands } from "./credentials.ts";
import { domainCommands } from "./domains.ts";
import { hostCommands } from "./hosts.ts";
import { ledgerCommands } from "./ledger.ts";
import { masterKeyCommands } from "./master-keys.ts";
import { memberCommands } from "./members.ts";
import { operationCommands } from "./operations.ts";
import { organizationCommands } from "./organizations.ts";
import { orphanCommands } from "./orphans.ts";
import { templateCommands } from "./templates.ts";
import { tenantCommands } from "./tenants.ts";
import { webhookCommands } from "./webhooks.ts";

/** The `freehold` command. */
export function createProgram(context: CliContext): Command {
  const program = new Command("freehold")
    .description("Sign tenants up, look at them, take them down")
    .version(`freehold ${VERSION}`, "--version", "say which version this is")
    .option("--json", "results as JSON on standard output, no progress")
    .addHelpText("after", "\nEnvironment: FREEHOLD_URL (http://127.0.0.1:8080), FREEHOLD_API_KEY")
    .addHelpText("after", "Each command has its own help: freehold tenants create --help")
    .addHelpText("after", "\nOn the service's own machine, with its settings: npm run freehold -- backup, restore");
  program.addCommand(tenantCommands(context));
  program.addCommand(templateCommands(context));
  program.addCommand(operationCommands(context));
  program.addCommand(approvalCommands(context));
  program.addCommand(credentialCommands(context));
  program.addCommand(domainCommands(context));
  program.addCommand(hostCommands(context));
  program.addCommand(ledgerCommands(context));
  program.addCommand(orphanCommands(context));
  program.addCommand(organizationCommands(context));
  program.addCommand(memberCommands(context));
  program.addCommand(apiKeyCommands(context));
  program.addCommand(webhookCommands(context));
  program.addCommand(masterKeyCommands(context));
  program.addCommand(auditCommands(context));
  return program;
}
