import { z } from "zod";
import { TlsMode } from "../tls-mode.ts";

/** The cases that something of a template is for; all that are named must hold. */
export const Only = z.strictObject({
  /** How the URL is served. */
  tls: z.array(z.enum(TlsMode)).min(1).optional(),
  /** Whether other tenants' containers run on the machine. */
  machine: z.enum(["dedicated", "shared"]).optional(),
  /** Whether somebody outside may reach the port whose reach is `firewall`. */
  opened: z.boolean().optional(),
  /** Whether the tenant has a domain of its own. */
  domain: z.boolean().optional(),
});
export type Only = z.infer<typeof Only>;

/** What decides which cases hold. */
export interface Situation {
  tls: TlsMode;
  machine: "dedicated" | "shared";
  opened: boolean;
  domain: boolean;
}

const Case = z.strictObject({ value: z.string(), only: Only.optional() });

/**
 * A text with placeholders, or several of which the first counts whose case holds. It is given as a list in either form, so that what is
 * wrong in it has a place.
 */
export const Cases = z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(caseOrText()).min(1));
/** In the order in which they are tried. */
export type Cases = { value: string; only?: Only | undefined }[];

function caseOrText() {
  return z.preprocess((given) => (typeof given === "string" ? { value: given } : given), Case);
}

/** Whether a case holds. One that names nothing always does. */
export function holds({ tls, ...only }: Only = {}, situation: Situation): boolean {
  if (tls !== undefined && !tls.includes(situation.tls)) return false;
  return (["machine", "opened", "domain"] as const).every(
    (key) => only[key] === undefined || only[key] === situation[key],
  );
}

/** The text of the first case that holds; undefined when none does. */
export function chosenCase(cases: Cases, situation: Situation): string | undefined {
  return cases.find(({ only }) => holds(only, situation))?.value;
}
