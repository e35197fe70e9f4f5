import { z } from "zod";
import { Bytes, Name, PlainText, words } from "./words.ts";

const Source = PlainText.regex(/^(\.\/|\/)[A-Za-z0-9_.@+/-]+$/, {
  error: "must begin with ./ or /, and have letters, digits and _.@+- only",
}).refine(
  (path) =>
    path
      .replace(/^\.\//, "")
      .split("/")
      .every((part, at) => part !== ".." && part !== "." && (part !== "" || at === 0)),
  {
    error: "must not have empty parts, . or ..",
  },
);
const Target = PlainText.regex(/^\/[^:]*$/, { error: "must be a full path" });

const Bind = words({
  type: z.literal("bind"),
  source: Source,
  target: Target,
  read_only: z.boolean().default(false),
  bind: words({ create_host_path: z.boolean().optional() }).optional(),
});
const Volume = words({
  type: z.literal("volume"),
  source: Name,
  target: Target,
  read_only: z.boolean().default(false),
  volume: words({ nocopy: z.boolean() }).optional(),
});
const Tmpfs = words({
  type: z.literal("tmpfs"),
  target: Target,
  tmpfs: words({
    size: Bytes.transform(Number).pipe(z.int()).optional(),
    mode: z.int().min(0).max(0o7777).optional(),
  }).optional(),
});

/** A mount, short or long: a file of the bundle or of the slot's data, a volume of the workload, or memory. */
export const Mount = z.preprocess(
  (value, context) => {
    if (typeof value !== "string") return value;
    const [source = "", target, option = "rw", ...more] = value.split(":");
    if (target === undefined || more.length > 0 || !["ro", "rw"].includes(option)) {
      context.addIssue({
        code: "custom",
        message: "must be SOURCE:TARGET, SOURCE:TARGET:ro or SOURCE:TARGET:rw",
        input: value,
      });
      return z.NEVER;
    }
    const type = /^[./~]/.test(source) ? "bind" : "volume";
    return { type, source, target, read_only: option === "ro" };
  },
  z.discriminatedUnion("type", [Bind, Volume, Tmpfs], { error: "must be of type bind, volume or tmpfs" }),
);
export type Mount = z.infer<typeof Mount>;
