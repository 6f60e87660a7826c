import { expect, it } from 'vitest';
import { toDownloadName } from './download-name.ts';

it.each([
  ['Return label.pdf', 'application/pdf', 'Return label.pdf'],
  ['Lieferschein für Åsa 愛.pdf', 'application/pdf', 'Lieferschein für Åsa 愛.pdf'],
  [undefined, 'image/jpeg', 'whatsapp-file.jpg'],
  ['', 'application/octet-stream', 'whatsapp-file'],
  ['photo', 'image/png', 'photo.png'],
  ['../../etc/passwd', 'application/octet-stream', '_.._etc_passwd'],
  ['C:\\Windows\\system.ini', 'application/octet-stream', 'C__Windows_system.ini'],
  ['a\r\nSet-Cookie: x=1.txt', 'text/plain', 'a__Set-Cookie_ x=1.txt'],
  ['nul\0.pdf', 'application/pdf', 'nul_.pdf'],
  ['CON.txt', 'text/plain', '_CON.txt'],
  ['invoice\u202Efdp.exe', 'application/octet-stream', 'invoice_fdp.exe'],
  ['...', 'image/png', 'whatsapp-file.png'],
  [`${'x'.repeat(300)}.pdf`, 'application/pdf', `${'x'.repeat(120)}.pdf`],
])('saves %j as a name that is safe everywhere', (given, type, name) => {
  expect(toDownloadName(given, type)).toBe(name);
});
