import type { TemplateOrder, TemplateVariables } from '../../contract/content/template-order.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { Connection } from '../settings/connection-service.ts';
import { composeTemplate } from './compose-template.ts';
import type { ComposedTemplate } from './compose-template.ts';
import { toLanguage, whyUnsendable } from './read-graph-template.ts';
import type { TemplateRecord, TemplateStore } from './template-store.ts';

export type { ComposedTemplate } from './compose-template.ts';

/** Makes messages of templates, for whoever sends: the values are checked before anything leaves. */
export class TemplateComposer {
  readonly #database: Database;
  readonly #store: TemplateStore;

  constructor(parts: { database: Database; store: TemplateStore }) {
    this.#database = parts.database;
    this.#store = parts.store;
  }

  /**
   * A template with its values, ready to be sent. What speaks against sending it now stands in
   * `refusal`; throws `template_unusable` for one that is not there.
   */
  async compose(
    connection: Pick<Connection, 'businessAccountId'>,
    order: TemplateOrder,
  ): Promise<ComposedTemplate> {
    return composeTemplate(await this.#findOrdered(connection, order), order);
  }

  /**
   * The same for many: with the values for everybody, and for each with their own, which take the
   * place of whole parts; undefined for those who have none. Throws as `compose` does, and for a
   * template that nobody can be sent.
   */
  async composeAll(
    connection: Pick<Connection, 'businessAccountId'>,
    order: TemplateOrder,
    variables: readonly (TemplateVariables | undefined)[],
  ): Promise<{ common: ComposedTemplate; each: (ComposedTemplate | undefined)[] }> {
    const record = await this.#findOrdered(connection, order);
    const reason = whyUnsendable(record);
    if (reason !== undefined) throw unusable(reason);
    if (order.components && variables.some((own) => own !== undefined)) {
      throw new AppError(
        'validation_failed',
        'Recipients have variables of their own, so everybody’s values come as variables, too.',
      );
    }
    return {
      common: composeTemplate(record, order),
      each: variables.map(
        (own) => own && composeTemplate(record, { variables: { ...order.variables, ...own } }),
      ),
    };
  }

  /** The template that an order names; throws `template_unusable`. */
  async #findOrdered(
    { businessAccountId }: Pick<Connection, 'businessAccountId'>,
    { id, name, language }: TemplateOrder,
  ): Promise<TemplateRecord> {
    const db = this.#database.read;
    if (id !== undefined) {
      const record = await this.#store.find(db, businessAccountId, id);
      if (record) return record;
      throw unusable(
        `There is no template with the id «${id}». Sync the templates and look again.`,
      );
    }
    const records = await this.#store.listAll(db, businessAccountId, { name: name ?? '' });
    const code = toLanguage(typeof language === 'object' ? language.code : (language ?? ''));
    const record = records.find((each) => each.language === code);
    if (record) return record;
    const languages = records.map((each) => each.language).join(', ');
    throw unusable(
      languages === ''
        ? `There is no template «${name}». Sync the templates and look again.`
        : `The template «${name}» has no language ${code}. It has: ${languages}.`,
    );
  }
}

function unusable(message: string): AppError {
  return new AppError('template_unusable', message);
}
