import type { ApiClient } from '../api/api-client.ts';

const KEPT_FOR_MS = 60_000;

/** Fetches all contacts as a CSV file and hands it to the browser's downloads. Throws ApiError. */
export async function saveContacts(api: Pick<ApiClient, 'exportContacts'>): Promise<void> {
  const url = URL.createObjectURL(await api.exportContacts());
  const link = document.createElement('a');
  link.href = url;
  link.download = 'contacts.csv';
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_FOR_MS);
}
