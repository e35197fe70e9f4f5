/** The `key=value` words of a text: what stands for labels where a vendor has none. */
export function labelWords(text: string | null | undefined): Record<string, string> {
  const words = (text ?? "").split(" ").map((word) => word.split("="));
  return Object.fromEntries(words.flatMap(([key, value]) => (key && value !== undefined ? [[key, value]] : [])));
}
