import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";

/** A whole number, both ends allowed. */
export function wholeNumber(min: number, max: number) {
  const problem = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number<string>(problem).int(problem).min(min, problem).max(max, problem);
}

/** Values separated by commas, at least one. */
export function listOf<Part extends z.ZodType<unknown, string>>(part: Part) {
  return z
    .string()
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.array(part).min(1));
}

export const Flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** A folder, as an absolute path; `~` is the home of whoever runs the service, which a shell need not have said. */
export const Folder = z.string().transform((text) => path.resolve(text.replace(/^~(?=\/|$)/, homedir())));

/** Folders, as absolute paths, separated as those of the PATH are. */
export const Folders = z
  .string()
  .transform((text) => text.split(path.delimiter).filter((each) => each !== ""))
  .pipe(z.array(Folder).min(1));

/** A URL of the web. @param example Such as the error shows */
export function webUrl(example: string) {
  return z.url({ protocol: /^https?$/, error: `must be a URL such as ${example}` });
}
