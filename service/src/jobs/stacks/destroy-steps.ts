import type { RunRequest } from "@freehold/engine";
import type { OperationContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { clearProtection } from "./clear-protection.ts";
import { recoverRequest, runRequest } from "./stack-requests.ts";
import type { StackSubject } from "./stack-subject.ts";

/** What differs between the things that are taken down. */
export interface Destruction<Context extends OperationContext> {
  /** Whether what it has at the clouds stays there: sweeps find it, as nobody's. @default - never */
  isForgotten?(context: Context): boolean;
  /** Gives up what is out of reach, so that the rest can be removed. @default - all of it is in reach */
  giveUpLost?(context: Context): Promise<void>;
  /** Whether its state may not know everything that it has. */
  mayBeBehind(context: Context): boolean;
  /** Switches its machine off before anything of it is removed. @default - it is removed while it runs */
  switchOff?(context: Context, request: RunRequest): Promise<void>;
}

/** Takes a subject down. A step that fails leaves the rest for the next destroy: there is no way back. */
export function destroySteps<Context extends OperationContext>(
  subject: StackSubject<Context>,
  destruction: Destruction<Context>,
): readonly Step<Context>[] {
  // What was in a sandbox that ended, ended with it: there is nothing to ask and nothing to remove.
  const cloudIsGone = (context: Context): boolean =>
    context.app.clouds.isGone(subject.place(context).accountId) || destruction.isForgotten?.(context) === true;
  return [
    {
      name: "tear-down",
      async run(context) {
        if (!cloudIsGone(context)) await tearDown(subject, destruction, context);
      },
    },
    {
      name: "remove-stack",
      async run(context) {
        const [stack, passphrase] = [subject.stack(context), subject.passphrase(context)];
        await context.engine.removeStack(stack, passphrase, { cloudIsGone: cloudIsGone(context) });
      },
    },
  ];
}

/** The engine ends a destroy by asking the clouds, twice, whether anything is left. */
async function tearDown<Context extends OperationContext>(
  subject: StackSubject<Context>,
  { giveUpLost, mayBeBehind, switchOff }: Destruction<Context>,
  context: Context,
): Promise<void> {
  const { engine, progress, signal } = context;
  const stack = subject.stack(context);
  await giveUpLost?.(context);
  if (mayBeBehind(context) || !(await engine.stackExists(stack)))
    await engine.recover(await recoverRequest(subject, context, "destroy"));
  if (!(await engine.stackExists(stack))) return;
  await clearProtection(context, stack, subject.passphrase(context));
  const request = await runRequest(subject, context, "destroy");
  await switchOff?.(context, request);
  const { resources } = await engine.run(request, { onEvent: progress.onEngineEvent, signal });
  progress.setResources(resources);
}
