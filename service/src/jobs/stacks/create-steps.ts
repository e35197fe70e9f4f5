import { FreeholdError } from "@freehold/model";
import { prepareAccount } from "../accounts/prepare-account.ts";
import { assertNothingInUse, assertNothingLater } from "../runner/assert-nothing-later.ts";
import { isResumed, type OperationContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { checkCloud } from "./check-cloud.ts";
import { clearProtection } from "./clear-protection.ts";
import { recoverRequest, runRequest } from "./stack-requests.ts";
import type { StackSubject } from "./stack-subject.ts";

/** What differs between the things that are built. */
export interface Creation<Context extends OperationContext> {
  /** What else is looked at before anything is ordered. @default - nothing */
  checks?: readonly Step<Context>[];
  /** Brings the stack up and keeps in the context what it gives. */
  bringUp(context: Context): Promise<void>;
}

/** Builds a subject. Ends with everything, or with nothing at the cloud. */
export function createSteps<Context extends OperationContext>(
  subject: StackSubject<Context>,
  { checks = [], bringUp }: Creation<Context>,
): readonly Step<Context>[] {
  const prepare: Step<Context> = {
    name: "prepare-account",
    // Nothing to undo: it belongs to the account, and the next one that is built there needs it.
    async run(context) {
      const { accountId, hostId } = subject.place(context);
      // The tenants of a host share nothing that an account's stack would make.
      if (hostId == null) await prepareAccount(context, accountId);
    },
  };
  return [checkCloud(subject), ...checks, prepare, bringUpStep(subject, bringUp)];
}

function bringUpStep<Context extends OperationContext>(
  subject: StackSubject<Context>,
  bringUp: Creation<Context>["bringUp"],
): Step<Context> {
  const isGone = (context: Context): boolean => context.app.clouds.isGone(subject.place(context).accountId);
  return {
    name: "bring-up",
    async run(context) {
      // What it was being built in ended with the service that held it.
      if (isGone(context)) throw sandboxEnded(subject.noun);
      // What was made half-way is taken back: a provider that is asked to finish it may not know which half is missing.
      if (isResumed(context) || context.operation.params?.again !== undefined) {
        const recovery = await recoverRequest(subject, context, "create");
        await assertNothingLater(context, recovery);
        await context.engine.recover({ ...recovery, removeHalfMade: true });
      }
      await bringUp(context);
    },
    async undo(context) {
      const { engine, signal } = context;
      const [stack, passphrase] = [subject.stack(context), subject.passphrase(context)];
      const cloudIsGone = isGone(context);
      if (!cloudIsGone) {
        const recovery = await recoverRequest(subject, context, "create");
        await assertNothingInUse(context, recovery);
        await engine.recover(recovery);
        if (!(await engine.stackExists(stack))) return;
        await clearProtection(context, stack, passphrase);
        await engine.run(await runRequest(subject, context, "destroy"), { onEvent: () => {}, signal });
      }
      await engine.removeStack(stack, passphrase, { cloudIsGone });
    },
  };
}

function sandboxEnded(noun: string): FreeholdError {
  return new FreeholdError(
    "service_restarted",
    `the sandbox that the ${noun} was being built in ended with the service`,
  );
}
