import { randomBytes } from 'node:crypto';

/** A form with one file, which is streamed. */
export interface FileForm {
  fields: Readonly<Record<string, string>>;
  file: {
    name: string;
    type: string;
    sizeBytes: number;
    bytes: AsyncIterable<Uint8Array>;
  };
}

/** The form as `multipart/form-data` (RFC 7578), its length known before its first byte is read. */
export function toMultipart({ fields, file }: FileForm): {
  contentType: string;
  contentLength: number;
  bytes: AsyncIterable<Uint8Array>;
} {
  const boundary = `chasqui-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const fileHead =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quote(file.name)}"\r\n` +
    `Content-Type: ${file.type}\r\n\r\n`;
  const before = Buffer.from(parts.join('') + fileHead);
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: before.length + file.sizeBytes + after.length,
    bytes: (async function* () {
      yield before;
      yield* file.bytes;
      yield after;
    })(),
  };
}

/** As browsers do: https://html.spec.whatwg.org/#multipart-form-data */
function quote(name: string): string {
  return name.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22');
}
