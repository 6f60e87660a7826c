import type { Knex } from 'knex';
import type { Database } from '../../database/database.ts';
import { isUserId, parsePhoneNumber } from '../../whatsapp/phone-number.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';

/** Webhooks without items that are looked into, of each state. */
const MAX_OPEN_WEBHOOKS = 1_000;

/** What somebody looks for: any of these. */
export interface SoughtIds {
  message_id: string[];
  wa_id: string[];
  user_id: string[];
}

/**
 * Finds webhooks by whom or what they are about.
 *
 * The text is a wamid, a business-scoped user id or a phone number in any usual form, always as a
 * whole, so that an index answers. A person is looked for under every id we know them by: somebody
 * whose number is withheld is found by the number that we know. What was not worked through has no
 * items yet, or never will: of those the newest 1,000 that wait and the newest 1,000 that failed are
 * looked into byte by byte.
 */
export class WebhookSearch {
  readonly #database: Database;

  constructor(parts: { database: Database }) {
    this.#database = parts.database;
  }

  async resolve(search: string): Promise<SoughtIds> {
    const text = toStorableText(search);
    const digits = parsePhoneNumber(text)?.slice(1);
    const sought: SoughtIds = {
      message_id: [text],
      wa_id: digits === undefined ? [] : [digits],
      user_id: isUserId(text) ? [text] : [],
    };
    if (digits === undefined && sought.user_id.length === 0) return sought;
    const contacts: { wa_id: string | null; user_id: string | null }[] = await this.#database
      .read('whatsapp_contacts')
      .select('wa_id', 'user_id')
      .where((any) => {
        if (digits === undefined) any.where('user_id', text);
        else any.where('wa_id', digits).orWhere('phone_number', `+${digits}`);
      });
    for (const { wa_id, user_id } of contacts) {
      if (wa_id !== null && !sought.wa_id.includes(wa_id)) sought.wa_id.push(wa_id);
      if (user_id !== null && !sought.user_id.includes(user_id)) sought.user_id.push(user_id);
    }
    return sought;
  }

  /** Adds to a query on webhooks that an item is about it, or that one that is open holds its text. */
  async restrictWebhooks(query: Knex.QueryBuilder, sought: SoughtIds): Promise<void> {
    const db = this.#database.read;
    const openIds = await this.#listOpenWith(sought);
    const byItems = (column: keyof SoughtIds) =>
      db('webhook_items').select('webhook_id').whereIn(column, sought[column]);
    query.whereIn(
      'id',
      byItems('message_id').union([
        byItems('wa_id'),
        byItems('user_id'),
        db('whatsapp_webhooks').select('id').whereIn('id', openIds),
      ]),
    );
  }

  /** Adds to a query on `webhook_items` that an item is about it. */
  restrictItems(query: Knex.QueryBuilder, sought: SoughtIds): void {
    query.where((any) => {
      for (const [column, ids] of Object.entries(sought)) any.orWhereIn(column, ids);
    });
  }

  async #listOpenWith(sought: SoughtIds): Promise<number[]> {
    const db = this.#database.read;
    // Meta writes `/` as `\/`.
    const texts = Object.values(sought)
      .flat()
      .flatMap((id: string) => [...new Set([id, id.replaceAll('/', '\\/')])]);
    const ids: number[] = [];
    // Word by word as in the indexes on these states.
    for (const condition of ["state = 'stored'", "state = 'failed'"]) {
      const open = db('whatsapp_webhooks')
        .select('id', 'raw_body')
        .whereRaw(condition)
        .orderBy('id', 'desc')
        .limit(MAX_OPEN_WEBHOOKS);
      const query = db.from(open.as('open')).select('id');
      this.#database.dialect.bytesContain(query, 'raw_body', texts);
      const rows = (await query) as { id: number }[];
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }
}
