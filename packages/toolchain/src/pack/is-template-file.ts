/** Of the templates' package, what goes to machines or says what it is: no tests, and not what makes it a package. @param path From its folder */
export function isTemplateFile(path: string): boolean {
  const names = path.split("/");
  if (names.some((name) => ["node_modules", "testing"].includes(name) || name.endsWith(".test.ts"))) return false;
  return path !== "package.json";
}
