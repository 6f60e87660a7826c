import type { Knex } from 'knex';
import { phoneKey } from '../../whatsapp/phone-key.ts';
import type { Migration } from './migration.ts';

const BATCH = 500;
const CONTACT_COLUMNS = ['merged_into', 'profile_told_at', 'last_merge_id', 'last_merged_at'];

interface OldContact {
  id: string;
  phone_number: string | null;
  wa_id: string | null;
  user_id: string | null;
}

/* One contact, many identifiers; contacts that proved to be one person, and what undoes that. */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('contact_identities', (table) => {
    // `user:`, `parent:` or `phone:` and what it is matched by.
    table.string('identifier', 200).primary();
    table.string('contact_id', 40).notNullable().index();
    table.string('value', 160).notNullable();
    table.string('wa_id', 40);
    table.bigInteger('told_at').notNullable();
  });
  await tx.schema.createTable('contact_merges', (table) => {
    table.string('id', 40).primary();
    table.string('from_contact_id', 40).notNullable().index();
    table.string('into_contact_id', 40).notNullable().index();
    table.string('proof', 420).notNullable();
    table.text('before').notNullable();
    table.bigInteger('merged_at').notNullable();
    table.bigInteger('undone_at');
    table.string('undone_by_id', 40);
    table.string('undone_by_name', 200);
  });
  // «Has a person undone what this proof brought about?»
  await tx.raw(
    'CREATE INDEX contact_merges_undone ON contact_merges (proof) WHERE undone_at IS NOT NULL',
  );
  await tx.schema.createTable('merged_messages', (table) => {
    table.string('merge_id', 40).notNullable();
    table.bigInteger('message_id').notNullable();
    table.primary(['merge_id', 'message_id']);
  });
  await tx.schema.alterTable('whatsapp_contacts', (table) => {
    table.string('merged_into', 40);
    table.bigInteger('profile_told_at').notNullable().defaultTo(0);
    table.string('last_merge_id', 40);
    table.bigInteger('last_merged_at');
  });
  await copyIdentities(tx);
  // Older changes lack the new fields: clients that are behind take a snapshot.
  await tx('change_log').delete();
}

/** Of two contacts with two forms of one number the older one is known by it. */
async function copyIdentities(tx: Knex): Promise<void> {
  let after = '';
  for (;;) {
    const contacts: OldContact[] = await tx('whatsapp_contacts')
      .select('id', 'phone_number', 'wa_id', 'user_id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH);
    const rows = contacts.flatMap(toIdentities);
    if (rows.length > 0) {
      await tx('contact_identities').insert(rows).onConflict('identifier').ignore();
    }
    if (contacts.length < BATCH) return;
    after = contacts.at(-1)?.id ?? '';
  }
}

function toIdentities({ id, phone_number, wa_id, user_id }: OldContact): object[] {
  const common = { contact_id: id, told_at: 0 };
  const phones = [phone_number, wa_id === null ? null : `+${wa_id}`]
    .filter((phone) => phone !== null)
    .map((phone) => ({ ...common, identifier: `phone:${phoneKey(phone)}`, value: phone, wa_id }));
  const isOne = phones[0]?.identifier === phones[1]?.identifier;
  return [
    ...(user_id === null
      ? []
      : [{ ...common, identifier: `user:${user_id}`, value: user_id, wa_id: null }]),
    ...(isOne ? phones.slice(0, 1) : phones),
  ];
}

async function down(tx: Knex): Promise<void> {
  for (const column of CONTACT_COLUMNS) {
    await tx.raw('ALTER TABLE whatsapp_contacts DROP COLUMN ??', [column]);
  }
  await tx.schema.dropTable('merged_messages');
  await tx.schema.dropTable('contact_merges');
  await tx.schema.dropTable('contact_identities');
}

export const people: Migration = { up, down };
