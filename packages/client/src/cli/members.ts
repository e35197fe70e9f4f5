import type { Member, MemberChanges, MemberRole } from "@freehold/model";
import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { isJson, print, printResult, table } from "./output.ts";

const ROLES = "owner, admin, member or viewer";

/** `freehold members …` */
export function memberCommands(context: CliContext): Command {
  const members = new Command("members").description("the people of an organization");
  members
    .command("add <name>")
    .description("make a member; the member's API key is shown once")
    .requiredOption("--email <address>", "the member's e-mail address")
    .option("--role <role>", ROLES, "member")
    .action(async (name: string, { email, role }: { email: string; role: MemberRole }, command: Command) =>
      print(context, command, await context.client().createMember({ name, email, role })),
    );
  members
    .command("list")
    .description("list the members, oldest first")
    .action((_options: unknown, command: Command) => list(context, command));
  members
    .command("get <id>")
    .description("show one member")
    .action(async (id: string, _options: unknown, command: Command) =>
      print(context, command, await context.client().getMember(id)),
    );
  members
    .command("change <id>")
    .description("change a member's name, e-mail address or role")
    .option("--name <name>", "another name")
    .option("--email <address>", "another e-mail address")
    .option("--role <role>", `${ROLES}; the member's API keys get it too`)
    .action(async (id: string, changes: MemberChanges, command: Command) =>
      printMember(context, command, await context.client().changeMember(id, changes), "as it is now"),
    );
  members
    .command("remove <id>")
    .description("remove a member; the member's API keys end")
    .action(async (id: string, _options: unknown, command: Command) =>
      printMember(context, command, await context.client().removeMember(id), "removed"),
    );
  return members;
}

async function list(context: CliContext, command: Command): Promise<void> {
  const items = await context.client().listMembers();
  if (isJson(command)) return print(context, command, { items });
  const rows = items.map(({ id, name, email, role }) => [id, name, email, role]);
  context.out.write(table(["ID", "NAME", "E-MAIL", "ROLE"], rows));
}

function printMember(context: CliContext, command: Command, member: Member, what: string): void {
  const { id, name, email, role } = member;
  printResult(context, command, member, `${name} <${email}> (${id}), ${what}: ${role}`);
}
