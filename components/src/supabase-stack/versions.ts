import { supabaseManifest, supabaseVersion, supabaseVersions } from "./manifest.ts";

export { supabaseVersions };

/** The version that a new tenant gets when none is asked for. No tenant that exists gets it but by an upgrade. */
export function defaultSupabaseVersion(): string {
  return supabaseManifest().default;
}

/** What is wrong with a version that was asked for: the value got and what is allowed. Undefined when the template has it. */
export function versionIssue(version: string): string | undefined {
  if (supabaseVersion(version) !== undefined) return undefined;
  return `must be one of ${supabaseVersions().join(", ")}, got "${version}"`;
}

/**
 * Why data of one version cannot be given to another: a PostgreSQL does not start on the data of another major version. Undefined when it
 * can, and for versions that the template does not have.
 */
export function databaseChangeIssue(from: string, to: string): string | undefined {
  const [before, after] = [databaseMajor(from), databaseMajor(to)];
  if (before === undefined || after === undefined || before === after) return undefined;
  return (
    `must stay ${from}: its data is PostgreSQL ${before}'s, and PostgreSQL ${after} of ${to} does not start on it. ` +
    `Make a new tenant of ${to} and bring the data over with pg_dump and psql`
  );
}

/** The release of PostgreSQL whose data a version has, by the tag of the database's image: `17` of `supabase/postgres:17.6.1.136`. */
function databaseMajor(version: string): string | undefined {
  return /:(\d+)\./.exec(supabaseVersion(version)?.services.db?.image ?? "")?.[1];
}
