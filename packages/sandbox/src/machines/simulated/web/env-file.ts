/** The values of an environment file, as Compose reads them. */
export function readEnvFile(text: string): Map<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, unquoted(value)] as const];
  });
  return new Map(lines);
}

function unquoted(value: string): string {
  const [, quoted] = /^"(.*)"$/.exec(value) ?? [];
  return quoted === undefined ? value : quoted.replace(/\\([\\"$])/g, "$1");
}
