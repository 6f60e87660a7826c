import type { Page } from 'playwright-core';

/** Opens the widget of the page that is shown, and signs in as a person does. */
export async function signIn(
  page: Page,
  person: { email: string; password: string },
): Promise<void> {
  await page.getByRole('button', { name: /WhatsApp inbox/ }).click();
  await page.getByLabel('Work email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
