import { z } from "zod";
import { SETTING_FORMATS } from "../formats/setting-formats.ts";

/** A name of a setting: how a tenant's owner writes it, and what a placeholder of its value is called. */
export const SettingName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,63}$/, "must begin with a small letter and go on with letters and digits, 64 at most");

/** A value that the tenant may choose. */
export const Setting = z
  .strictObject({
    /** `string` is one line, `text` may be several. */
    type: z.enum(["string", "text", "integer", "boolean"]),
    /** Used where nothing is chosen. @default - none: it is `required` */
    default: z.union([z.string(), z.number().int(), z.boolean()]).optional(),
    /** A signup without it is refused. @default false */
    required: z.boolean().optional(),
    /** With placeholders: stands in for an empty value. */
    whenEmpty: z.string().optional(),
    minimum: z.number().int().optional(),
    maximum: z.number().int().optional(),
    /** Longest value, in characters. @default 2048, of a `text` 65536 */
    maxLength: z.number().int().positive().max(1_048_576).optional(),
    /** Regular expression that the whole value must fit. */
    pattern: z.string().refine(isExpression, "must be a regular expression").optional(),
    /** The values that there are. @default - any */
    choices: z.array(z.string()).min(1).optional(),
    /** What the value is; looked at where it is chosen. An empty value stands for none. */
    format: z.enum(SETTING_FORMATS).optional(),
    /** When a change acts: `live` at once, `restart` when the services that have it start again, `birth` never: it must stay. */
    takesEffect: z.enum(["live", "restart", "birth"]),
    secret: z.boolean().default(false),
    /** What it is, in half a sentence. */
    is: z.string().min(1),
  })
  .superRefine(checkDefault);
export type Setting = z.infer<typeof Setting>;

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

const JAVASCRIPT_TYPE = { string: "string", text: "string", integer: "number", boolean: "boolean" } as const;

/** The part of a setting that its default must fit. */
interface Defaulted {
  type: keyof typeof JAVASCRIPT_TYPE;
  default?: string | number | boolean | undefined;
  required?: boolean | undefined;
}

function checkDefault({ type, default: standard, required = false }: Defaulted, ctx: z.RefinementCtx): void {
  const add = (path: string[], message: string, input: unknown) =>
    ctx.addIssue({ code: "custom", path, message, input });
  if (standard === undefined && !required) add(["default"], "must be given, or `required: true`", undefined);
  if (standard !== undefined && required) add(["default"], "must be left out where the setting is required", standard);
  if (standard !== undefined && typeof standard !== JAVASCRIPT_TYPE[type]) {
    add(["default"], `must be a value of the type ${type}`, standard);
  }
}
