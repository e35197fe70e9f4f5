import { isFreeholdError } from "@freehold/model";
import { readConfig } from "../config/config.ts";
import { withSecretFiles } from "../config/with-secret-files.ts";
import { sentenceOf } from "../sentence-of.ts";
import { BACKUP_HELP, readBackupCommand } from "./options.ts";
import { restore } from "./restore.ts";
import { runBackup } from "./run-backup.ts";

try {
  const command = readBackupCommand(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(`${BACKUP_HELP}\n`);
    process.exit(0);
  }
  const config = readConfig(withSecretFiles(process.env));
  if (command.verb === "backup") {
    const { folder, manifest } = await runBackup(config, command);
    const { takenAt, ms, state, masterKeys } = manifest;
    report({ backup: folder, takenAt, ms, stacks: state?.stacks ?? null, masterKeys: masterKeys.map(({ id }) => id) });
  } else {
    const { manifest, ms, unfinished } = await restore(config, command);
    report({ restored: command.folder, takenAt: manifest.takenAt, ms, unfinished });
    process.stderr.write(
      `freehold: everything is as it was at ${manifest.takenAt}; what was done afterwards is not known here. ` +
        "Make sure that no process of the old service is alive, start the service, then look at the ledger: its circuit breaker has tripped\n",
    );
  }
} catch (error) {
  if (!isFreeholdError(error)) throw error;
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}

function report(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
