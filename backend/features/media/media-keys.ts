import type { MediaStorage } from './media-storage.ts';

/** Where the thumbnail of a file is; the file itself is under its id. */
export function thumbnailKeyOf(id: string): string {
  return `${id}_thumbnail`;
}

/** Removes all that the storage has of a file. The file goes last, as that is what others look for. */
export async function deleteStored(storage: MediaStorage, id: string): Promise<void> {
  await storage.delete(thumbnailKeyOf(id));
  await storage.delete(id);
}
