import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/*
 * The first schema. Moments are bigint milliseconds since 1970 (UTC) in columns that end in _at or
 * _time; `content`, `tags`, `payload` and the like are JSON as text. Our ids are text, but for
 * messages: their number is the feed's seq, so that one number is id, order and feed position.
 */
async function up(tx: Knex): Promise<void> {
  await tx.schema.createTable('counters', (table) => {
    table.string('name', 40).primary();
    table.bigInteger('value').notNullable();
  });
  await tx('counters').insert({ name: 'change_seq', value: 0 });

  await tx.schema.createTable('change_log', (table) => {
    table.bigInteger('seq').primary();
    table.string('type', 60).notNullable();
    table.text('payload').notNullable();
    table.bigInteger('created_at').notNullable().index();
  });

  await tx.schema.createTable('whatsapp_webhooks', (table) => {
    table.bigIncrements('id');
    table.binary('raw_body').notNullable();
    table.bigInteger('received_at').notNullable();
    table.bigInteger('due_at').notNullable();
    table.string('state', 12).notNullable().defaultTo('stored');
    table.integer('attempts').notNullable().defaultTo(0);
    table.integer('item_count');
    table.integer('problem_count');
    table.text('error');
    table.bigInteger('processed_at');
  });
  // Only unfinished rows are looked for by state, so only they are indexed.
  await tx.raw(
    `CREATE INDEX whatsapp_webhooks_open ON whatsapp_webhooks (id) WHERE state = 'stored'`,
  );
  await tx.raw(
    `CREATE INDEX whatsapp_webhooks_failed ON whatsapp_webhooks (id) WHERE state = 'failed'`,
  );

  await tx.schema.createTable('webhook_problems', (table) => {
    table.string('id', 40).primary();
    table.bigInteger('webhook_id').notNullable().index();
    table.string('item_path', 200).notNullable();
    table.string('state', 12).notNullable();
    table.text('reason').notNullable();
    table.text('raw').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('resolved_at');
    table.unique(['webhook_id', 'item_path']);
  });

  await tx.schema.createTable('whatsapp_contacts', (table) => {
    table.string('id', 40).primary();
    table.string('phone_number', 40).unique();
    table.string('wa_id', 40).unique();
    table.string('user_id', 160).unique();
    table.string('username', 100);
    table.string('display_name', 400);
    table.string('profile_name', 400);
    table.string('business_name', 400);
    table.boolean('is_verified').notNullable().defaultTo(false);
    table.boolean('is_blocked').notNullable().defaultTo(false);
    table.boolean('is_pinned').notNullable().defaultTo(false);
    table.text('tags').notNullable().defaultTo('[]');
    table.bigInteger('last_message_time');
    table.integer('unread_count').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.index(['is_pinned', 'last_message_time', 'id'], 'whatsapp_contacts_list');
  });
  await tx.raw(
    'CREATE INDEX whatsapp_contacts_unread ON whatsapp_contacts (unread_count) WHERE unread_count > 0',
  );

  await tx.schema.createTable('conversations', (table) => {
    table.string('id', 40).primary();
    table.string('phone_number_id', 40).notNullable();
    table.string('contact_id', 40).notNullable().references('id').inTable('whatsapp_contacts');
    table.integer('unread_count').notNullable().defaultTo(0);
    table.bigInteger('last_message_id');
    table.bigInteger('last_message_at');
    table.string('last_message_kind', 40);
    table.string('last_message_preview', 500);
    table.string('last_message_direction', 10);
    table.string('last_message_status', 12);
    table.bigInteger('window_expires_at');
    table.bigInteger('created_at').notNullable();
    table.unique(['phone_number_id', 'contact_id']);
    table.index(['contact_id']);
  });

  await tx.schema.createTable('whatsapp_messages', (table) => {
    table.bigInteger('id').primary();
    table.string('conversation_id', 40).notNullable().references('id').inTable('conversations');
    table.string('phone_number_id', 40).notNullable();
    table.string('contact_id', 40).notNullable();
    table.string('message_id', 200);
    table.string('client_message_id', 128);
    table.string('direction', 10).notNullable();
    table.string('from_phone', 40);
    table.string('to_phone', 40);
    table.string('message_type', 40).notNullable();
    table.text('message_text');
    table.text('content').notNullable();
    table.string('status', 12).notNullable();
    table.text('error');
    table.boolean('is_read').notNullable().defaultTo(false);
    // As long as the API lets callers name one.
    table.string('reply_to_message_id', 512);
    table.string('sent_by_id', 40);
    table.string('sent_by_name', 200);
    table.string('broadcast_id', 40);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('sent_at');
    table.bigInteger('delivered_at');
    table.bigInteger('read_at');
    table.unique(['phone_number_id', 'message_id']);
    table.unique(['phone_number_id', 'client_message_id']);
    table.index(['conversation_id', 'id']);
    table.index(['broadcast_id']);
  });
  // Marking a long conversation read touches only what is unread in it.
  await tx.raw(
    `CREATE INDEX whatsapp_messages_unread ON whatsapp_messages (conversation_id)
     WHERE direction = 'incoming' AND is_read = false`,
  );

  await tx.schema.createTable('parked_statuses', (table) => {
    table.string('phone_number_id', 40).notNullable();
    table.string('message_id', 200).notNullable();
    table.string('status', 12).notNullable();
    table.bigInteger('reported_at').notNullable();
    table.text('error');
    table.bigInteger('parked_at').notNullable().index();
    table.primary(['phone_number_id', 'message_id', 'status']);
  });

  await tx.schema.createTable('whatsapp_queue', (table) => {
    table.string('id', 40).primary();
    table.bigInteger('message_id');
    table.string('phone_number_id', 40).notNullable();
    // Who it goes to, for pacing by pair: the contact's id.
    table.string('contact_id', 40);
    table.string('broadcast_id', 40);
    table.string('recipient', 200).notNullable();
    // waiting (a broadcast's recipient without a message yet), queued, held (paused broadcast),
    // sending, and the ends: sent, failed, unknown, refused, cancelled.
    table.string('state', 12).notNullable();
    table.bigInteger('due_at').notNullable();
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('lease_until');
    table.bigInteger('lease_token').notNullable().defaultTo(0);
    table.integer('error_code');
    table.text('error');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
    table.unique(['message_id']);
    // One message per person and broadcast, also when two processes expand it.
    table.unique(['broadcast_id', 'contact_id']);
    table.index(['broadcast_id', 'state', 'id']);
    table.index(['state', 'due_at']);
  });
  // «Is there an earlier open message to the same person?»
  await tx.raw(
    `CREATE INDEX whatsapp_queue_pair ON whatsapp_queue (contact_id, message_id)
     WHERE state IN ('queued', 'sending')`,
  );

  await tx.schema.createTable('broadcasts', (table) => {
    table.string('id', 40).primary();
    table.string('phone_number_id', 40).notNullable();
    table.string('client_message_id', 128);
    table.string('state', 12).notNullable();
    table.text('content').notNullable();
    table.string('created_by_id', 40);
    table.string('created_by_name', 200);
    // The figures of the last broadcast.changed, so that nothing is told twice.
    table.text('published_progress');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
    table.unique(['phone_number_id', 'client_message_id']);
    table.index(['state']);
  });

  // Why a number's outbox stands still (token refused, payment, policy); no row: it runs.
  await tx.schema.createTable('outbox_pauses', (table) => {
    table.string('phone_number_id', 40).primary();
    table.integer('error_code').notNullable();
    table.text('reason').notNullable();
    table.bigInteger('paused_at').notNullable();
  });

  await tx.schema.createTable('operators', (table) => {
    table.string('id', 40).primary();
    table.string('name', 200).notNullable();
    table.string('email', 254).notNullable().unique();
    table.text('password_hash');
    table.string('role', 12).notNullable();
    table.boolean('is_active').notNullable().defaultTo(true);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
  });

  await tx.schema.createTable('whatsapp_session', (table) => {
    table.string('id', 40).primary();
    table.string('family_id', 40).notNullable().index();
    table.string('operator_id', 40).notNullable().references('id').inTable('operators');
    table.string('access_hash', 64).unique();
    table.bigInteger('access_expires_at').notNullable();
    table.string('refresh_hash', 64).notNullable().unique();
    table.bigInteger('refresh_used_at');
    // The session that was handed out for this refresh token.
    table.string('successor_id', 40);
    table.bigInteger('idle_expires_at').notNullable();
    table.bigInteger('absolute_expires_at').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['operator_id']);
  });

  await tx.schema.createTable('api_keys', (table) => {
    table.string('id', 40).primary();
    table.string('name', 200).notNullable();
    table.string('role', 12).notNullable();
    table.string('key_hash', 64).notNullable().unique();
    table.string('last4', 4).notNullable();
    table.string('created_by_id', 40);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at');
    table.bigInteger('revoked_at');
  });

  await tx.schema.createTable('setup_tokens', (table) => {
    table.string('token_hash', 64).primary();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('used_at');
  });

  await tx.schema.createTable('whatsapp_config', (table) => {
    table.string('id', 40).primary();
    table.string('phone_number_id', 40).notNullable().unique();
    table.string('business_account_id', 40).notNullable();
    table.string('api_version', 10).notNullable();
    table.text('access_token').notNullable();
    table.bigInteger('access_token_updated_at').notNullable();
    table.text('app_secret');
    table.bigInteger('app_secret_updated_at');
    table.text('webhook_verify_token');
    table.bigInteger('webhook_verify_token_updated_at');
    table.string('verified_name', 400);
    table.string('display_phone_number', 40);
    table.string('quality_rating', 20);
    table.string('light', 14).notNullable();
    table.text('light_reason');
    table.bigInteger('light_since');
    table.bigInteger('webhook_verified_at');
    table.bigInteger('last_webhook_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('disconnected_at');
    // 'stored': saved by an admin. 'environment': the row holds state only, no secrets.
    table.string('source', 12).notNullable().defaultTo('stored');
  });

  // A known text, encrypted: shows at start whether the secret key is the one the rest was made with.
  await tx.schema.createTable('secret_canary', (table) => {
    table.string('id', 40).primary();
    table.text('ciphertext').notNullable();
    table.bigInteger('created_at').notNullable();
  });

  await tx.schema.createTable('stats_daily', (table) => {
    table.string('phone_number_id', 40).notNullable();
    table.string('day', 10).notNullable();
    table.string('direction', 10).notNullable();
    table.string('status', 12).notNullable();
    table.integer('message_count').notNullable();
    table.primary(['phone_number_id', 'day', 'direction', 'status']);
  });

  await tx.schema.createTable('audit_log', (table) => {
    table.string('id', 40).primary();
    table.string('action', 60).notNullable();
    table.string('actor_id', 40);
    table.string('actor_name', 200);
    table.string('address', 60);
    table.text('details');
    table.bigInteger('created_at').notNullable().index();
  });

  await tx.schema.createTable('whatsapp_templates', (table) => {
    table.string('id', 40).primary();
    table.string('business_account_id', 40).notNullable();
    table.string('name', 512).notNullable();
    table.string('language', 20).notNullable();
    table.string('status', 30).notNullable();
    table.string('category', 30).notNullable();
    table.text('components').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['business_account_id', 'name', 'language']);
  });
}

const TABLES = [
  'whatsapp_templates',
  'audit_log',
  'stats_daily',
  'secret_canary',
  'whatsapp_config',
  'setup_tokens',
  'api_keys',
  'whatsapp_session',
  'operators',
  'outbox_pauses',
  'broadcasts',
  'whatsapp_queue',
  'parked_statuses',
  'whatsapp_messages',
  'conversations',
  'whatsapp_contacts',
  'webhook_problems',
  'whatsapp_webhooks',
  'change_log',
  'counters',
];

async function down(tx: Knex): Promise<void> {
  for (const table of TABLES) await tx.schema.dropTable(table);
}

export const createTables: Migration = { up, down };
