import type { ObservedItem } from "@freehold/clouds";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { EngineProgress, ResourceDrift, ResourceReport } from "../contract.ts";
import { expectedResourceOf } from "../expected-resources.ts";
import { type Diagnostic, plainText } from "../failure.ts";
import type { Redactor } from "../redactor.ts";
import { driftOf } from "./drift-of.ts";
import { reportedInputs } from "./planned-changes.ts";

/** What is known about an operation from its events so far. */
export interface Progress {
  onEvent(event: EngineEvent): void;
  /** Resources of the stack after the operation, or removed ones after a destroy. */
  resources(removed: boolean): ResourceReport[];
  changes(): Record<string, number>;
  /** What was read otherwise than the state has it. */
  drift(): ResourceDrift[];
  /** What the stack holds at the clouds after the operation. */
  expectedResources(): ObservedItem[];
  errors(): Diagnostic[];
}

/** The engine's verbs in the words of the product; verbs without an entry are bookkeeping and not reported. */
const VERBS: Readonly<Record<string, string>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  "create-replacement": "replace",
  "delete-replaced": "delete",
  read: "read",
  "read-replacement": "read",
  refresh: "refresh",
  import: "import",
  "import-replacement": "import",
};

/** Severities worth reporting; the engine also reports `debug`, one line for each call of the program. */
const LEVELS: Readonly<Record<string, "info" | "warning" | "error">> = {
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

/** Messages that an operation reports, and how long each may be, in characters: machines and providers have a say in both. */
const MOST_LOGS = 1_000;
const MOST_ERRORS = 100;
const LONGEST_MESSAGE = 8_000;
const LOG_IS_FULL = "… what the engine reports further is not kept";

/** Of a longer one only so much of its beginning and of its end is read at all. */
const READ_OF_EACH = 32_000;
/** Of what is read, so much beside the cut is not shown: a secret that was cut in two is not recognised. */
const BESIDE_THE_CUT = 4_000;

/** A message without secrets: whole, or its beginning and its end, which is what says why. */
function reported(message: string, redactor: Redactor): string {
  const clean = (text: string) => redactor.redact(plainText(text));
  const isRead = message.length <= 2 * READ_OF_EACH;
  const whole = isRead ? clean(message) : "";
  if (isRead && whole.length <= LONGEST_MESSAGE) return whole;
  const half = LONGEST_MESSAGE / 2;
  const head = isRead ? whole : clean(message.slice(0, READ_OF_EACH)).slice(0, -BESIDE_THE_CUT);
  const tail = isRead ? whole : clean(message.slice(-READ_OF_EACH)).slice(BESIDE_THE_CUT);
  return `${head.slice(0, half)}\n… of ${message.length} characters, the middle is left out …\n${tail.slice(-half)}`;
}

/**
 * Reduces engine events to an allow-list of fields: raw events carry inputs and outputs of resources, secrets among them, in plain text.
 */
export function createProgress(redactor: Redactor, emit: (event: EngineProgress) => void): Progress {
  const present = new Map<string, ResourceReport>();
  const removed = new Map<string, ResourceReport>();
  const errors: Diagnostic[] = [];
  const drift: ResourceDrift[] = [];
  const expectedResources = new Map<string, ObservedItem>();
  let changes: Record<string, number> = {};
  let logged = 0;

  const step = (metadata: StepEventMetadata, state: "started" | "done" | "failed") => {
    learnSecrets(metadata, redactor);
    const op = VERBS[metadata.op];
    if (op === undefined || metadata.type.startsWith("pulumi:")) return;
    const report = { type: metadata.type, name: nameOf(metadata.urn), urn: metadata.urn };
    if (state === "done") {
      (op === "delete" ? removed : present).set(metadata.urn, report);
      note(metadata);
      const differs = driftOf(metadata);
      if (differs !== undefined) drift.push({ ...report, ...differs, inputs: reportedInputs(metadata.old?.inputs) });
    }
    emit({ kind: "resource", type: report.type, name: report.name, op, state });
  };

  const note = ({ op, urn, type, new: now }: StepEventMetadata) => {
    // What was replaced goes last, under the name of what took its place.
    if (op === "delete-replaced") return;
    // The engine writes `null` where nothing is left.
    const expected = now ? expectedResourceOf({ type, id: now.id, outputs: now.outputs }) : undefined;
    if (expected === undefined) expectedResources.delete(urn);
    else expectedResources.set(urn, expected);
  };

  return {
    onEvent(event) {
      if (event.resourcePreEvent !== undefined) step(event.resourcePreEvent.metadata, "started");
      if (event.resOutputsEvent !== undefined) step(event.resOutputsEvent.metadata, "done");
      if (event.resOpFailedEvent !== undefined) step(event.resOpFailedEvent.metadata, "failed");
      if (event.summaryEvent !== undefined) changes = { ...event.summaryEvent.resourceChanges };
      if (event.diagnosticEvent !== undefined && event.diagnosticEvent.ephemeral !== true) {
        const { urn } = event.diagnosticEvent;
        const level = LEVELS[event.diagnosticEvent.severity];
        if (level === undefined) return;
        const message = reported(event.diagnosticEvent.message, redactor);
        if (message === "") return;
        if (level === "error" && errors.length < MOST_ERRORS) errors.push(diagnosticOf(message, urn));
        logged += 1;
        if (logged <= MOST_LOGS) emit({ kind: "log", level, message });
        else if (logged === MOST_LOGS + 1) emit({ kind: "log", level: "warning", message: LOG_IS_FULL });
      }
    },
    resources: (ofRemoved) => [...(ofRemoved ? removed : present).values()],
    changes: () => changes,
    drift: () => drift,
    expectedResources: () => [...expectedResources.values()],
    errors: () => errors,
  };
}

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; a name may itself hold `::`. */
const URN = /^urn:pulumi:[^:]+::[^:]+::(.*?)::(.*)$/;

function nameOf(urn: string): string {
  return URN.exec(urn)?.[2] ?? urn;
}

function diagnosticOf(message: string, urn: string | undefined): Diagnostic {
  const parts = urn === undefined || urn === "" ? null : URN.exec(urn);
  const type = parts?.[1]?.split("$").at(-1);
  if (parts?.[2] === undefined || type === undefined || type.startsWith("pulumi:")) return { message };
  return { type, name: parts[2], message };
}

/** What `random` and `tls` generate is secret from the start: a later message must not repeat it. */
function learnSecrets(metadata: StepEventMetadata, redactor: Redactor): void {
  if (!/^(random|tls):/.test(metadata.type)) return;
  for (const value of Object.values(metadata.new?.outputs ?? {})) {
    if (typeof value === "string" && value.length >= 12) redactor.add(value);
  }
}
