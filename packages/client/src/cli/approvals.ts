import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { followToEnd } from "./follow-to-end.ts";
import { isJson, print, table } from "./output.ts";

/** `freehold approvals …` */
export function approvalCommands(context: CliContext): Command {
  const approvals = new Command("approvals").description(
    "decisions to let an operation lose a machine or a data volume",
  );
  approvals
    .command("give <operation>")
    .description("approve what a refused operation would have lost; the token is shown once")
    .requiredOption("--reason <text>", "why; it is kept in the audit log")
    .option("--expires-in <seconds>", "until the token ends, 60 to 86400", "900")
    .action(async (operation: string, { reason, expiresIn }: { reason: string; expiresIn: string }, command: Command) =>
      print(
        context,
        command,
        await context.client().approveOperation(operation, { reason, expiresInSec: Number(expiresIn) }),
      ),
    );
  approvals
    .command("list")
    .description("list the newest 100")
    .action((_options: unknown, command: Command) => list(context, command));
  approvals
    .command("apply <approval>")
    .description("restart the refused operation and follow it; the token comes by standard input")
    .option("--no-wait", "do not follow it")
    .action(async (approval: string, { wait }: { wait: boolean }, command: Command) => {
      const token = (await context.readInput()).trim();
      const { operation } = await context.client().applyApproval(approval, token);
      print(
        context,
        command,
        wait ? await followToEnd(context, command, operation.id, `applying ${approval}`) : operation,
      );
    });
  return approvals;
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listApprovals();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, operationId, changes, expiresAt, usedAt }) => [
    id,
    operationId,
    usedAt === null ? "no" : "yes",
    expiresAt,
    changes.map(({ op, name }) => `${op} ${name}`).join(", "),
  ]);
  context.out.write(table(["ID", "OPERATION", "USED", "EXPIRES", "CHANGES"], rows));
}
