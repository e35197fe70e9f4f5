import { expect, test } from "@jest/globals";
import { supabaseVersions } from "./manifest.ts";
import { databaseChangeIssue, defaultSupabaseVersion, versionIssue } from "./versions.ts";

test("a version that the template has not is refused with those that it has", () => {
  expect(versionIssue("2024-ten")).toBeUndefined();
  expect(versionIssue("0.8.0")).toBe('must be one of 0.7.0, 2024-ten, got "0.8.0"');
  expect(supabaseVersions()).toContain(defaultSupabaseVersion());
});

test("data of PostgreSQL 15 is not given to PostgreSQL 17, nor back, and the refusal says what to do", () => {
  expect(databaseChangeIssue("2024-ten", "0.7.0")).toBe(
    "must stay 2024-ten: its data is PostgreSQL 15's, and PostgreSQL 17 of 0.7.0 does not start on it. " +
      "Make a new tenant of 0.7.0 and bring the data over with pg_dump and psql",
  );
  expect(databaseChangeIssue("0.7.0", "2024-ten")).toMatch(/^must stay 0\.7\.0: its data is PostgreSQL 17's/);
  expect(databaseChangeIssue("0.7.0", "0.7.0")).toBeUndefined();
});
