/** Labels as programs write them. */
export interface ListedLabel {
  label: string;
  value: string;
}

export function toLabels(labels: readonly ListedLabel[] = []): Record<string, string> {
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}

export function fromLabels(labels: Readonly<Record<string, string>> | null | undefined): ListedLabel[] {
  return Object.entries(labels ?? {}).map(([label, value]) => ({ label, value }));
}
