import { templateText } from "../templates/template-text.ts";

/** The program that makes a machine with `hostctl` a host of slots, for the standard input of `hostctl slot enable`. */
export function slotProgram(): string {
  return templateText("host/slot");
}
