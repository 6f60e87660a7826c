import type { ApiClient } from '../api/api-client.ts';

const KEPT_FOR_MS = 60_000;

/** Fetches all contacts or messages as a CSV file and hands it to the browser's downloads. Throws ApiError. */
export async function saveExport(
  api: Pick<ApiClient, 'exportAll'>,
  what: 'contacts' | 'messages',
): Promise<void> {
  const url = URL.createObjectURL(await api.exportAll(what));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${what}.csv`;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_FOR_MS);
}
