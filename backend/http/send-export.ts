import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Response } from 'express';

export const EXPORT_TYPES = ['text/csv', 'application/x-ndjson'] as const;

/** A column of a CSV file. */
export interface ExportColumn<Row> {
  name: string;
  value: (row: Row) => string | number | boolean | null | undefined;
}

/**
 * Sends rows as a file, page by page as they are read, so that the size of the whole does not matter.
 *
 * `jsonl` is one JSON object a line, whole. `csv` has a header and these columns, begins with a byte
 * order mark, without which Excel takes UTF-8 for something else, and puts an apostrophe before what
 * a spreadsheet would run as a formula (=, +, -, @, tab; also before phone numbers, which stay text
 * so): https://owasp.org/www-community/attacks/CSV_Injection
 *
 * A page that cannot be read ends the connection, so that nobody takes half a file for the whole.
 */
export async function sendExport<Row extends object>(
  response: Response,
  options: {
    format: 'csv' | 'jsonl';
    /** Without its ending. */
    fileName: string;
    columns: readonly ExportColumn<Row>[];
    pages: AsyncIterable<readonly Row[]>;
  },
): Promise<void> {
  const { format, fileName, columns, pages } = options;
  const [csvType, jsonType] = EXPORT_TYPES;
  response.setHeader('content-type', format === 'csv' ? `${csvType}; charset=utf-8` : jsonType);
  response.setHeader('content-disposition', `attachment; filename="${fileName}.${format}"`);
  try {
    if (format === 'jsonl') await pipeline(Readable.from(toLines(pages)), response);
    else {
      const table = stringify({
        header: true,
        bom: true,
        escape_formulas: true,
        columns: columns.map(({ name }) => name),
      });
      await pipeline(Readable.from(toRecords(pages, columns)), table, response);
    }
  } catch (error) {
    // Whoever asked has gone away, and the connection with them; or it is ended here.
    if (!response.headersSent) throw error;
    response.destroy();
  }
}

async function* toLines(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const page of pages) {
    yield page.map((row) => `${JSON.stringify(row)}\n`).join('');
  }
}

async function* toRecords<Row>(
  pages: AsyncIterable<readonly Row[]>,
  columns: readonly ExportColumn<Row>[],
): AsyncGenerator<string[]> {
  for await (const page of pages) {
    for (const row of page) yield columns.map(({ value }) => String(value(row) ?? ''));
  }
}
