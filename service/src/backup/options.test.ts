import { expect, test } from "@jest/globals";
import { BACKUP_HELP, readBackupCommand } from "./options.ts";

test("a restore keeps what may be in use and replaces nothing, unless it is told to", () => {
  expect(readBackupCommand(["backup", "here"])).toEqual({ verb: "backup", into: "here", withoutState: false });
  expect(readBackupCommand(["restore", "there"])).toEqual({
    ...{ verb: "restore", folder: "there", replace: false, unfinished: "keep" },
  });
  expect(readBackupCommand(["restore", "there", "--replace", "--unfinished", "rebuild"])).toMatchObject({
    ...{ replace: true, unfinished: "rebuild" },
  });
});

test.each([
  [["backup"], /one folder, got 1/],
  [["backup", "a", "b"], /one folder, got 3/],
  [["backup", "a", "--replace"], /backup does not take that/],
  [["destroy", "a"], /destroy does not take that/],
  [["restore", "a", "--unfinished", "maybe"], /--unfinished must be one of keep, rebuild, got "maybe"/],
  [["restore", "a", "--force"], /--force/],
])("%j is refused with what is allowed", (args, message) => {
  expect(() => readBackupCommand(args)).toThrow(
    expect.objectContaining({ code: "invalid_request", nextStep: expect.stringContaining("usage: freehold backup") }),
  );
  expect(() => readBackupCommand(args)).toThrow(message);
});

test("every option is in the help", () => {
  expect(readBackupCommand(["--help"])).toBe("help");
  expect([...BACKUP_HELP.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag]) => flag)).toEqual([
    "--without-state",
    "--unfinished",
    "--replace",
    "--help",
  ]);
});
