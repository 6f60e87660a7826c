import type { Page } from 'playwright-core';

/**
 * Writes to a number that nobody is known by, as a person does: by a template. Resolves to how it
 * reads in the chat.
 */
export async function beginChat(page: Page, phone: string, firstName: string): Promise<string> {
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await page.getByLabel('Phone number').fill(phone);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('option', { name: /order_ready/ }).click();
  const form = page.locator('chasqui-template-form');
  for (const [index, value] of ['A-7', firstName, 'A-7'].entries()) {
    await form.getByRole('textbox').nth(index).fill(value);
  }
  await page.getByRole('button', { name: 'Send template' }).click();
  return `Hello ${firstName}, your order is ready to collect at our shop.`;
}
